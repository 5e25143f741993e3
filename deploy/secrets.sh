#!/bin/sh
# Makes the secrets that compose.yaml gives to its containers, in deploy/secrets/; those that are there stay.
# Others on this machine cannot enter the folder; the files in it are readable, because containers run as other users.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets
cd secrets
random() { head -c 24 /dev/urandom | base64 | tr -d '\n'; }
plain() { random | tr -d '+/='; }
if [ ! -e redis_url ] || [ ! -e redis_conf ]; then
  password=$(plain)
  printf 'redis://:%s@redis:6379/0\n' "$password" > redis_url
  cat > redis_conf <<CONF
requirepass $password
dir /data
appendonly yes
appendfsync everysec
save ""
maxmemory 1500mb
maxmemory-policy noeviction
protected-mode no
CONF
fi
[ -e webhook_secret ] || printf 'whsec_%s\n' "$(random)" > webhook_secret
[ -e pages_password ] || plain > pages_password
[ -e grafana_password ] || plain > grafana_password
chmod 644 ./*
echo "The secrets are in $(pwd)."
