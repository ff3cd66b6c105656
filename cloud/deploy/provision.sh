#!/bin/sh
# Runs once before the broker and the gateway: makes the broker's password file and the gateway's settings from the
# secrets of .env, so that no secret is written anywhere but in the volume /provisioned.
set -eu
: "${INGEST_PASSWORD:?}" "${LIVE_PASSWORD:?}" "${GATEWAY_PASSWORD:?}" "${DEVICE_SECRET:?}" "${LOT:?}"
cd /provisioned
umask 077

rm -f passwords
touch passwords
mosquitto_passwd -b passwords ingest "$INGEST_PASSWORD"
mosquitto_passwd -b passwords live "$LIVE_PASSWORD"
mosquitto_passwd -b passwords "$LOT" "$GATEWAY_PASSWORD"
cp /acl acl
# The image's mosquitto user.
chown 1883:1883 passwords acl

digest=$(printf %s "$DEVICE_SECRET" | sha256sum | cut -d ' ' -f 1)
cat > gateway.json <<JSON
{
  "lot": "$LOT",
  "dataFolder": "/data",
  "cloud": { "url": "mqtt://broker:1883", "username": "$LOT", "password": "$GATEWAY_PASSWORD" },
  "local": { "host": "0.0.0.0", "port": 1884 },
  "http": { "host": "0.0.0.0", "port": 9100 },
  "devices": [
    {
      "id": "controller",
      "secretSha256": "$digest",
      "publish": ["local/v1/slots/+/occupancy", "local/v1/barriers/+/event", "local/v1/barriers/+/state",
        "local/v1/counters/+/count", "local/v1/devices/+/health"]
    }
  ]
}
JSON
# The user node of the gateway's image.
chown 1000:1000 gateway.json
chmod 711 .
