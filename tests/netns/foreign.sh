#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Examples of how others read the log, with the programs themselves: jq makes
# ECS and OCSF of it, in the fields that these have; lnav knows its lines;
# rsyslog sends each, over its own restart and a rotation.
. "$(dirname "$0")/lib.sh"

EXAMPLES=packaging/examples
LOG=$T/log/eve.json
"$BUILD/tests/bench/events" 500 3 20 >$LOG
python3 - $LOG <<'EOF'
import json, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
# One of each kind, and what strangers may send.
lines[3]["cordon"]["outcome"], lines[3]["alert"]["action"] = "blocked", "blocked"
lines[4]["cordon"]["outcome"] = "excepted"
lines[4]["alert"]["metadata"]["exception"] = ["ex-0001"]
lines[5]["app_proto"] = "tls"
lines[5]["tls"] = {"version": "TLS 1.3"}
lines[5]["tls"]["sni"] = "a\"b\\\n</script>\u202e.kaspersky.com"
for key in "ether", "community_id", "src_port":
    lines[6].pop(key, None)
lines[7].pop("tls", None)
lines[7]["app_proto"] = "dns"
lines[7]["dns"] = {"version": 3, "type": "request", "id": 7,
                   "rrname": "x.kaspersky.com", "rrtype": "A", "queries": []}
lines[8]["alert"]["context"].update(repeat=5, first=lines[7]["timestamp"],
                                    last=lines[8]["timestamp"])
lines.append({"timestamp": "2026-07-07T16:00:00.100000+0000",
              "event_type": "cordon", "host": "gw1", "cordon": {
                  "schema": "cordon.eve/2", "gateway": "gw1-5f3a9c21",
                  "stream": lines[0]["cordon"]["stream"], "seq": 501,
                  "event": "mode", "detail": "enforce", "mode": "enforce"}})
with open(sys.argv[1], "w") as f:
    for l in lines:
        f.write(json.dumps(l, separators=(",", ":")) + "\n")
EOF

# --- other schemas ------------------------------------------------------------

# Fields that are in ECS 8.11 (cordon.* is ours) and in OCSF 1.4.0, class 4001,
# with its profile security_control (unmapped.* is free).
fields_of() { # FILE OWN
	python3 - "$@" <<-'EOF'
	import json, sys
	def leaves(v, at=""):
	    if isinstance(v, dict):
	        for k, x in v.items():
	            yield from leaves(x, at + "." + k if at else k)
	    else:
	        yield at
	print(*sorted({f for l in open(sys.argv[1]) for f in leaves(json.loads(l))
	               if not f.startswith(sys.argv[2] + ".")}), sep="\n")
	EOF
}
known_ecs="@timestamp destination.domain destination.ip destination.port
dns.question.name dns.question.type dns.type ecs.version event.action
event.category event.dataset event.id event.kind event.module event.outcome
event.sequence event.severity event.start event.type http.request.method message
network.community_id network.direction network.protocol network.transport
network.type observer.hostname observer.ingress.interface.name observer.name
observer.product observer.type observer.vendor related.hosts related.ip
rule.category rule.description rule.id rule.name rule.reference rule.ruleset
rule.version source.ip source.mac source.port tls.client.server_name"
known_ocsf="action action_id activity_id activity_name category_name category_uid
class_name class_uid connection_info.direction connection_info.direction_id
connection_info.protocol_name connection_info.protocol_num
connection_info.protocol_ver_id connection_info.uid count disposition_id
dst_endpoint.hostname dst_endpoint.ip dst_endpoint.port end_time
firewall_rule.category firewall_rule.desc firewall_rule.name firewall_rule.type
firewall_rule.uid firewall_rule.version message metadata.log_name
metadata.log_provider metadata.original_time metadata.product.name
metadata.product.vendor_name metadata.profiles metadata.sequence metadata.uid
metadata.version severity_id src_endpoint.interface_name src_endpoint.ip
src_endpoint.mac src_endpoint.port start_time status_id time tls.sni tls.version
type_uid"
converts() { # SCHEMA
	jq -cf $EXAMPLES/cordon-"$1".jq $LOG >$T/"$1"
}
only() { # SCHEMA OWN KNOWN
	fields_of $T/"$1" "$2" | grep -vxF -f <(tr ' ' '\n' <<<"$3") >$T/unknown
	cat $T/unknown
	[ ! -s $T/unknown ]
}
says() { # FILE LINE EXPRESSION
	python3 -c 'import json, sys
e = [json.loads(l) for l in open(sys.argv[1])][int(sys.argv[2])]
print(e)
sys.exit(not eval(sys.argv[3]))' "$@"
}
if can "ECS and OCSF" "jq is not here" command -v jq; then
	check "ECS of all lines" converts ecs
	check ": none is missing" test "$(wc -l <$T/ecs)" -eq 501
	check ": in its own fields" only ecs cordon "$known_ecs"
	check ": what was blocked is denied" says $T/ecs 3 \
		'e["event"]["type"] == ["connection", "denied"] and e["event"]["action"] == "blocked"'
	check ": what passed is allowed" says $T/ecs 2 \
		'e["event"]["type"] == ["connection", "allowed"]'
	check ": strangers' text stays text" says $T/ecs 5 \
		'e["tls"]["client"]["server_name"] == "a\"b\\\n</script>\u202e.kaspersky.com"'
	check ": MAC addresses as it wants them" says $T/ecs 2 \
		'len(e["source"]["mac"].split("-")) == 6 and e["source"]["mac"].isupper() or e["source"]["mac"][0].isdigit()'
	check ": a question" says $T/ecs 7 'e["dns"]["question"]["name"] == "x.kaspersky.com"'
	check ": how often" says $T/ecs 8 'e["cordon"]["count"] == 5'
	check ": a line about cordon" says $T/ecs 500 \
		'e["event"]["kind"] == "state" and e["event"]["action"] == "mode"'
	check "OCSF of all events" converts ocsf
	check ": none is missing" test "$(wc -l <$T/ocsf)" -eq 500
	check ": in its own fields" only ocsf unmapped "$known_ocsf"
	check ": what must be there is" says $T/ocsf 6 '(all(k in e for k in
("activity_id", "category_uid", "class_uid", "type_uid", "time", "severity_id",
"metadata")) and e["type_uid"] == e["class_uid"] * 100 + e["activity_id"] and
"version" in e["metadata"] and "direction_id" in e["connection_info"])'
	check ": what was blocked is denied" says $T/ocsf 3 \
		'(e["action_id"], e["disposition_id"], e["activity_id"]) == (2, 2, 5)'
	check ": what an exception let through is allowed" says $T/ocsf 4 \
		'(e["action_id"], e["disposition_id"]) == (1, 1)'
	check ": times are milliseconds" says $T/ocsf 8 \
		'1782864000000 <= e["start_time"] <= e["time"] < 1785000000000'
fi

# --- lnav ---------------------------------------------------------------------

if can "lnav" "it is not here" command -v lnav; then
	export HOME=$T/home
	mkdir -p $HOME
	check "lnav takes the format" sh -c \
		"lnav -i $EXAMPLES/lnav-cordon.json && lnav -C"
	check ": knows events by what became of them" prints '^blocked,1$' \
		lnav -n -c ';SELECT "cordon/outcome", count(*) FROM cordon_eve
		GROUP BY 1' -c ':write-csv-to -' $LOG
	check ": and all lines" prints '^501$' lnav -n \
		-c ';SELECT count(*) FROM cordon_eve' -c ':write-csv-to -' $LOG
	check ": and what blocked ones are worth" prints '^error,1$' lnav -n \
		-c ';SELECT log_level, count(*) FROM cordon_eve GROUP BY 1' \
		-c ':write-csv-to -' $LOG
fi

# --- rsyslog ------------------------------------------------------------------

if can "rsyslog" "it is not here" command -v rsyslogd; then
	ip link set lo up
	mkdir -p $T/spool
	{ echo "global(workDirectory=\"$T/spool\")"
		sed "s|/var/log/cordon/eve.json|$LOG|;
			s|log.example.org|127.0.0.1|;s|\"514\"|\"5514\"|" \
			$EXAMPLES/rsyslog-cordon.conf; } >$T/rsyslog.conf
	check "rsyslogd takes the example" rsyslogd -N1 -f $T/rsyslog.conf
	python3 - $T/arrived <<-'EOF' &
	import socket, sys, threading
	s = socket.create_server(("127.0.0.1", 5514))
	out = open(sys.argv[1], "wb", 0)
	def take(c):
	    while data := c.recv(65536):
	        out.write(data)
	while True:
	    threading.Thread(target=take, args=s.accept()[:1], daemon=True).start()
	EOF
	server=$!
	start_rsyslogd() {
		rsyslogd -n -f $T/rsyslog.conf -i $T/rsyslog.pid 2>$T/rsyslog.err &
		rsyslog=$!
	}
	stop_rsyslogd() { kill $rsyslog; wait $rsyslog; }
	arrived() { [ "$(wc -l <$T/arrived)" -ge "$1" ]; }
	start_rsyslogd
	check ": all lines arrive" wait_for 20 arrived 501
	stop_rsyslogd 2>/dev/null
	mv $LOG $LOG.1
	sed -n 1,100p $LOG.1 | sed 's/"seq":/"seq":9/' >$LOG
	start_rsyslogd
	check ": those of a new file, too" wait_for 20 arrived 601
	head -1 $LOG | sed 's/"seq":9/"seq":99/' >>$LOG
	check ": and what comes" wait_for 20 arrived 602
	stop_rsyslogd 2>/dev/null
	# A batch that was on its way when it stopped is sent again.
	check ": all of them, as they were" \
		cmp <(sort $LOG.1 $LOG) <(sort -u $T/arrived)
	check ": hardly one twice" test "$(wc -l <$T/arrived)" -le 620
	kill $server
	wait $server 2>/dev/null
fi
end_tests
