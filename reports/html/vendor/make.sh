#!/bin/sh
# Makes echarts.min.js again, byte for byte, from the registry's packages; needs node and npm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-save --no-audit --no-fund echarts@6.1.0 esbuild@0.28.2
cp "$here/echarts.entry.js" .
npx esbuild echarts.entry.js --bundle --minify --format=iife --global-name=echarts \
  --target=es2019 --charset=utf8 --legal-comments=none --outfile=made.js
cat "$here/notice.txt" made.js >"$here/echarts.min.js"
cp node_modules/echarts/LICENSE node_modules/echarts/NOTICE "$here"
sha256sum "$here/echarts.min.js"
