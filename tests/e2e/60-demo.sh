#!/bin/bash
# 60-demo.sh BUILD_DIR - the demo's account is right.
exec "$(dirname "$0")/../../examples/demo/demo.sh" "$1"
