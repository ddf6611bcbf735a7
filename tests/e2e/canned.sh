# canned.sh - a gateway that answers what the test lays out: nginx on a loopback address of its own.
# shellcheck shell=bash
#
# Sourced behind lib.sh.  start_canned PATH... serves these; canned PATH STATUS BODY swaps an answer
# (200 or 503; without BODY there is none: 404).  Every POST and PUT is answered 200 and counted.

canned_locations() {
	local path
	for path in "$@"; do
		cat <<-END
			location = $path {
				error_page 503 $path.503;
				if (-f $D/www$path.503) { return 503; }
				try_files $path.200 =404;
			}
			location = $path.503 { }
		END
	done
}

start_canned() {
	CANNED=$(own_address):8000
	mkdir -p "$D/www"
	start_nginx nginx "http://$CANNED/" <<-END
		log_format asked '\$request_method \$request_uri';
		access_log $D/asked asked;
		server {
			listen $CANNED;
			root $D/www;
			location / { return 200 '{}'; }
			$(canned_locations "$@")
		}
	END
}

# canned PATH [STATUS BODY] - from now on, at one stroke: where there is a 503 it hides the 200.
canned() {
	local file=$D/www$1
	mkdir -p "$(dirname "$file")"
	if [ $# = 1 ]; then
		rm -f "$file.200" "$file.503"
		return
	fi
	printf '%s' "$3" >"$D/www/next"
	mv "$D/www/next" "$file.$2"
	[ "$2" = 503 ] || rm -f "$file.503"
}

# asked_times METHOD PATH TIMES - so often that was asked for.
asked_times() {
	equals "$(grep -cFx "$1 $2" "$D/asked" || true)" "$3"
}
