#!/usr/bin/env bash
# Certificates for the broker, its gateways and roles. See README.md.
set -euo pipefail

usage() {
  echo "usage: provision.sh authority|server|client|revoke|crl FOLDER [NAME]" >&2
  exit 2
}
[ $# -ge 2 ] || usage
command=$1
folder=$2
name=${3:-}
umask 077
mkdir -p "$folder"
cd "$folder"

ca() { openssl ca -batch -config ca.conf "$@" 2>/dev/null; }
need_name() { [[ $name =~ ^[A-Za-z0-9._-]{1,64}$ ]] || usage; }
key_and_request() {
  [ -f "$name.csr" ] && return
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$name.key" -out "$name.csr" \
    -subj "/CN=$name" 2>/dev/null
}

case $command in
  authority)
    [ ! -f clients-ca.key ] || { echo "there is an authority in $folder already" >&2; exit 1; }
    cat > ca.conf <<'CONF'
[ca]
default_ca = parkade
[parkade]
dir = .
database = index.txt
new_certs_dir = .
serial = serial
crlnumber = crlnumber
certificate = clients-ca.crt
private_key = clients-ca.key
default_md = sha256
default_days = 90
default_crl_days = 3650
policy = only_name
unique_subject = no
copy_extensions = none
[only_name]
commonName = supplied
[client]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
CONF
    : > index.txt
    echo 1000 > serial
    echo 1000 > crlnumber
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -keyout clients-ca.key \
      -out clients-ca.crt -subj '/CN=Parkade gateways' -addext 'keyUsage=critical,keyCertSign,cRLSign' 2>/dev/null
    ca -gencrl -out clients.crl
    ;;
  server)
    need_name
    key_and_request
    printf 'subjectAltName=%s:%s\nextendedKeyUsage=serverAuth\n' \
      "$([[ $name =~ ^[0-9.]+$ ]] && echo IP || echo DNS)" "$name" > server.ext
    openssl x509 -req -in "$name.csr" -CA clients-ca.crt -CAkey clients-ca.key -CAcreateserial -days 397 \
      -extfile server.ext -out server.crt 2>/dev/null
    mv "$name.key" server.key
    rm "$name.csr" server.ext
    ;;
  client)
    [[ $name =~ ^[A-Za-z0-9_-]{1,64}$ ]] || usage
    key_and_request
    ca -extensions client -subj "/CN=$name" -in "$name.csr" -out "$name.crt" -notext
    rm "$name.csr"
    ;;
  revoke)
    need_name
    ca -revoke "$name.crt"
    ca -gencrl -out clients.crl
    ;;
  crl) ca -gencrl -out clients.crl ;;
  *) usage ;;
esac
