# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A ClickHouse of one's own, for suites that need a centre: in a folder of its
# own, on loopback of a network namespace of its own, ended by its number.

FLEET=packaging/fleet/clickhouse

# centre_config FOLDER [ADDRESS]
centre_config() {
	mkdir -p "$1/data" "$1/tmp" "$1/files"
	cat >"$1/config.xml" <<-END
	<yandex><logger><level>warning</level><log>$1/log</log>
	<errorlog>$1/errors</errorlog></logger><http_port>8123</http_port>
	<tcp_port>9000</tcp_port><listen_host>${2-127.0.0.1}</listen_host>
	<max_concurrent_queries>64</max_concurrent_queries>
	<uncompressed_cache_size>0</uncompressed_cache_size>
	<mark_cache_size>67108864</mark_cache_size><path>$1/data/</path>
	<tmp_path>$1/tmp/</tmp_path><user_files_path>$1/files/</user_files_path>
	<users_config>$1/users.xml</users_config>
	<default_profile>default</default_profile>
	<default_database>default</default_database>
	<timezone>UTC</timezone></yandex>
	END
	cat >"$1/users.xml" <<-END
	<yandex><profiles><default>
	<max_memory_usage>2000000000</max_memory_usage></default></profiles>
	<users><default><password></password><networks><ip>::/0</ip>
	</networks><profile>default</profile><quota>default</quota></default>
	</users><quotas><default><interval><duration>3600</duration>
	<queries>0</queries><errors>0</errors><result_rows>0</result_rows>
	<read_rows>0</read_rows><execution_time>0</execution_time></interval>
	</default></quotas></yandex>
	END
}

# start_centre FOLDER: its number is in $centre_pid.
start_centre() {
	(cd "$1" && exec clickhouse-server --config-file="$1/config.xml") \
		>"$1/out" 2>&1 &
	# shellcheck disable=SC2034 # the suite ends it
	centre_pid=$!
}

# The suite's own client, that asks whichever centre runs.
sql() {
	clickhouse-client --host "${CENTRE-127.0.0.1}" --query "$*"
}

centre_answers() {
	sql "SELECT 1" >/dev/null 2>&1
}

wait_for_centre() {
	for _ in $(seq 600); do
		centre_answers && return 0
		sleep 0.2
	done
	return 1
}

make_tables() {
	local f
	for f in 10-events 20-ledger 30-rollups 40-gateways 50-coverage \
		60-erase 70-quick; do
		clickhouse-client --host "${CENTRE-127.0.0.1}" --multiquery \
			<"$FLEET/$f.sql" || return 1
	done
}

roll() {
	LOCK=$1/roll.lock CLICKHOUSE_CLIENT="clickhouse-client --host \
${CENTRE-127.0.0.1}" sh "$FLEET/roll.sh"
}
