#!/usr/bin/env bash
# Makes the certificates of the tests anew: an authority, a server on localhost, a client. They prove
# nothing to anybody: the keys lie beside them.
set -euo pipefail
cd "$(dirname "$0")"
key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1.key"; }
key ca
openssl req -x509 -new -key ca.key -subj "/CN=Picket test authority" -days 36500 -out ca.pem
for who in server client; do
    key "$who"
    openssl req -new -key "$who.key" -subj "/CN=picket-test-$who" -out "$who.csr"
    openssl x509 -req -in "$who.csr" -CA ca.pem -CAkey ca.key -set_serial "0x$(openssl rand -hex 8)" \
        -days 36500 -out "$who.pem" -extfile <(printf '%s\n' \
        "subjectAltName=DNS:localhost,IP:127.0.0.1" "basicConstraints=CA:FALSE" \
        "extendedKeyUsage=${who}Auth")
    rm "$who.csr"
done
