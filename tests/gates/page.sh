#!/bin/bash
# page.sh - the page stays small, whole and harmless: its bytes, nothing inline, nothing from elsewhere.
set -eu
bad=0
files=$(find plugins/page -type f ! -name openapi.json | sort)

# shellcheck disable=SC2086 # paths without blanks
bytes=$(cat $files | wc -c)
echo "the page has $bytes bytes, of 60000"
[ "$bytes" -lt 60000 ] || bad=1

# refuse WHY PATTERN - nowhere in the page.
refuse() {
	# shellcheck disable=SC2086 # paths without blanks
	if grep -nE "$2" $files /dev/null; then
		echo "$1"
		bad=1
	fi
}
refuse "data must come in as text" 'innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function'
refuse "the policy allows nothing inline" '<style|<script>|[ "]style=|\bon[a-z]+="|javascript:'
refuse "nothing is fetched from elsewhere" '(src|href|url|from|import|fetch)[ (="'\'']+(https?:)?//'
for file in plugins/page/*.js; do
	node --check --input-type=module <"$file" || bad=1
	grep -q "${file##*/}" plugins/page/index.html plugins/page/*.js || {
		echo "$file: nobody asks for it"
		bad=1
	}
done
exit $bad
