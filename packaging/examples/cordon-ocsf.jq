# SPDX-License-Identifier: GPL-2.0-or-later
# Events of cordon's log as Network Activity of the Open Cybersecurity Schema
# Framework (OCSF 1.4.0, class 4001, profile security_control):
#	jq -cf /usr/share/cordon/examples/cordon-ocsf.jq /var/log/cordon/eve.json

def tag($key): .alert.metadata[$key][0]?;
def name: .tls.sni? // .quic.sni? // .dtls.sni? // .http.hostname? //
	.dns.rrname? // .socks.hostname? // .alert.context.name?;
def ms: if . then (sub("\\.[0-9]+\\+0000$"; "Z") | fromdateiso8601) * 1000 +
	(capture("\\.(?<f>[0-9]{3})").f | tonumber) else null end;
def refused: .cordon.outcome == "blocked";
def activity: if refused then 5 else 6 end;

select(.event_type == "alert") | {
	activity_id: activity,
	activity_name: (if refused then "Refuse" else "Traffic" end),
	category_uid: 4, category_name: "Network Activity",
	class_uid: 4001, class_name: "Network Activity",
	type_uid: (400100 + activity),
	time: (.timestamp | ms),
	start_time: (.alert.context.first? | ms),
	end_time: (.alert.context.last? | ms),
	count: (.alert.context.repeat? // 1),
	severity_id: ([null, 4, 3, 2][.alert.severity] // 1),
	status_id: 1,
	message: .alert.signature,
	action_id: (if refused then 2 else 1 end),
	action: (if refused then "Denied" else "Allowed" end),
	disposition_id: (if refused then 2
		elif .cordon.outcome == "excepted" then 1 else 17 end),
	metadata: {
		version: "1.4.0", profiles: ["security_control"],
		product: { name: "cordon", vendor_name: "cordon" },
		uid: "\(.cordon.stream)-\(.cordon.seq)",
		sequence: .cordon.seq, original_time: .timestamp,
		log_name: "eve.json", log_provider: .cordon.gateway
	},
	src_endpoint: {
		ip: .src_ip, port: .src_port, mac: .ether.src_mac?,
		interface_name: .in_iface
	},
	dst_endpoint: { ip: .dest_ip, port: .dest_port, hostname: name },
	connection_info: {
		protocol_name: (.proto | ascii_downcase),
		protocol_num: ({ TCP: 6, UDP: 17, ICMP: 1 }[.proto]),
		protocol_ver_id: .ip_v, direction_id: 2, direction: "Outbound",
		uid: (.flow_id | tostring)
	},
	tls: (if .tls?.sni then { sni: .tls.sni,
		version: (.tls.version // "unknown") } else null end),
	firewall_rule: {
		uid: (.alert.signature_id | tostring), name: .alert.signature,
		category: .alert.category, desc: tag("match_value"),
		version: (.alert.rev | tostring), type: tag("match_type")
	},
	unmapped: {
		vendor: tag("vendor"), role: tag("role"), mode: tag("mode"),
		list: tag("list"), line: tag("line"),
		exception: tag("exception"), authority: tag("authority"),
		citation: tag("citation"), outcome: .cordon.outcome,
		community_id: .community_id
	}
}
| del(.. | nulls)
