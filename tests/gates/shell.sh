#!/bin/bash
# shell.sh - shellcheck has nothing to say of any script.
set -eu
git ls-files -co --exclude-standard -- '*.sh' '*.init' .ci/run | xargs -r shellcheck -x -P SCRIPTDIR
