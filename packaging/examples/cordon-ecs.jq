# SPDX-License-Identifier: GPL-2.0-or-later
# Lines of cordon's log as documents of the Elastic Common Schema (ECS 8.11):
#	jq -cf /usr/share/cordon/examples/cordon-ecs.jq /var/log/cordon/eve.json
# Nothing that the schema has no field for stands outside of "cordon".

def tag($key): .alert.metadata[$key][0]?;
def name: .tls.sni? // .quic.sni? // .dtls.sni? // .http.hostname? //
	.dns.rrname? // .socks.hostname? // .alert.context.name?;
def protocol: .app_proto | if . == "failed" then null else . end;
def observer: {
	name: .cordon.gateway, hostname: .host, vendor: "cordon",
	product: "cordon", type: "firewall",
	ingress: (.in_iface | if . then { interface: { name: . } } else null end)
};
def common: {
	"@timestamp": (.timestamp | sub("\\+0000$"; "Z")),
	ecs: { version: "8.11.0" },
	observer: observer
};
def mac: if . then ascii_upcase | gsub(":"; "-") else null end;

if .event_type == "alert" then common + {
	message: .alert.signature,
	event: {
		kind: "alert", module: "cordon", dataset: "cordon.eve",
		category: ["network", "intrusion_detection"],
		type: ["connection",
			if .cordon.outcome == "blocked" then "denied"
			else "allowed" end],
		action: .cordon.outcome, outcome: "success",
		severity: .alert.severity, sequence: .cordon.seq,
		id: "\(.cordon.stream)-\(.cordon.seq)",
		start: (.alert.context.first? // null |
			if . then sub("\\+0000$"; "Z") else null end)
	},
	source: { ip: .src_ip, port: .src_port, mac: (.ether.src_mac? | mac) },
	destination: { ip: .dest_ip, port: .dest_port, domain: name },
	network: {
		transport: (.proto | ascii_downcase), protocol: protocol,
		type: "ipv\(.ip_v)", direction: "outbound",
		community_id: .community_id
	},
	rule: {
		id: (.alert.signature_id | tostring), name: .alert.signature,
		category: .alert.category, ruleset: tag("list"),
		description: tag("match_value"), reference: tag("citation"),
		version: (.alert.rev | tostring)
	},
	tls: (if .tls?.sni then { client: { server_name: .tls.sni } }
		else null end),
	dns: (if .dns? then { question: { name: .dns.rrname,
		type: .dns.rrtype }, type: "query" } else null end),
	http: (if .http?.http_method? then { request:
		{ method: .http.http_method } } else null end),
	related: { ip: [.src_ip, .dest_ip], hosts: [name | strings] },
	cordon: {
		vendor: tag("vendor"), role: tag("role"), mode: tag("mode"),
		line: tag("line"), exception: tag("exception"),
		authority: tag("authority"), source: .cordon.source,
		count: (.alert.context.repeat? // 1)
	}
}
elif .event_type == "cordon" then common + {
	message: .cordon.detail,
	event: {
		kind: "state", module: "cordon", dataset: "cordon.eve",
		category: ["configuration"], type: ["info"],
		action: .cordon.event, sequence: .cordon.seq,
		id: "\(.cordon.stream)-\(.cordon.seq)"
	}
}
else empty end
| del(.. | nulls) | del(.. | select(. == {}))
