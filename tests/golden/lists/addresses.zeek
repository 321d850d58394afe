#fields	indicator	indicator_type
192.0.2.0/24	Intel::SUBNET
198.51.100.7	Intel::ADDR
203.0.113.16/28	Intel::SUBNET
2001:db8::/32	Intel::SUBNET
2001:db9:1::1	Intel::ADDR
