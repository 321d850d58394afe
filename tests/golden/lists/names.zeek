#fields	indicator	indicator_type	meta.source
ads.example.com	Intel::DOMAIN	x
tracker.example.net	Intel::DOMAIN	x
xn--mller-kva.example/path	Intel::URL	x
deep.under.example.org	Intel::DOMAIN	x
abc	Intel::FILE_HASH	x
