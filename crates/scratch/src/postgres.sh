# Runs a PostgreSQL in a folder until standard input ends, which it does with the program that started this: postgres.sh BINARIES FOLDER PORT
set -eu
binaries=$1 folder=$2 port=$3
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
cd "$folder"
as "$binaries/initdb" --pgdata "$folder/data" --username jogak --auth trust --encoding UTF8 --locale C >"$folder/initdb.log" 2>&1
as "$binaries/pg_ctl" --pgdata "$folder/data" --log "$folder/server.log" --wait --timeout 60 \
  --options "-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories=$folder -c max_connections=400 -c shared_buffers=64MB" start >/dev/null
echo ready
cat >/dev/null || true
as "$binaries/pg_ctl" --pgdata "$folder/data" --mode immediate --wait stop >/dev/null || true
cd / && rm -rf "$folder"
