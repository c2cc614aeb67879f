#!/usr/bin/python3
"""Writes the software bill of materials of a built program: CycloneDX 1.5, JSON.

    sbom.py PROGRAM --build FOLDER --version 0.1.0 -o PROGRAM.cdx.json

What is in it is read off the build, not off a list somebody keeps: every header the compiler opened (ninja's own record)
and every shared library the program loads, each with the Debian package it came from and its version.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import uuid

NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562: URL


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def owners():
    """Which package each file of the system belongs to: dpkg's own lists, read once."""
    of = {}
    for names in pathlib.Path("/var/lib/dpkg/info").glob("*.list"):
        package = names.name[: -len(".list")].split(":")[0]
        for line in names.read_text(errors="replace").splitlines():
            of[line] = package
    return of


def owner(path, of):
    for form in (str(path), str(path.resolve()), re.sub("^/usr/lib/", "/lib/", str(path)),
                 re.sub("^/lib/", "/usr/lib/", str(path.resolve()))):
        if form in of:
            return of[form]
    return None


def headers(build):
    """Headers outside this project that any object of the product was compiled from."""
    found, product = set(), False
    for line in run("ninja", "-C", str(build), "-t", "deps").splitlines():
        if line and not line.startswith(" "):
            product = not line.startswith("tests/") and not line.startswith("ninja:")
        elif product and line.startswith("    /usr/"):
            found.add(pathlib.Path(line.strip()))
    return found


def libraries(program):
    return {pathlib.Path(path) for path in re.findall(r"=> (/\S+)", run("ldd", str(program)))}


def component(package):
    name, version, arch, source, homepage = run(
        "dpkg-query", "-W", "-f", "${Package}\\n${Version}\\n${Architecture}\\n${source:Package}\\n${Homepage}\\n",
        package).splitlines()[:5]
    purl = f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={arch}"
    out = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
           "supplier": {"name": "Debian"},
           "properties": [{"name": "debian:source", "value": source}]}
    if homepage:
        out["externalReferences"] = [{"type": "website", "url": homepage}]
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    args = parser.parse_args()
    if not pathlib.Path("/var/lib/dpkg/info").is_dir():
        sys.exit("sbom: this system is not Debian; what the program is made of is not known here")
    of = owners()
    packages, strangers = set(), []
    for path in sorted(headers(args.build) | libraries(args.program)):
        package = owner(path, of)
        if package:
            packages.add(package)
        else:
            strangers.append(str(path))
    if strangers:
        sys.exit("sbom: no Debian package owns these, yet they are built in: " + ", ".join(strangers[:10]))
    components = [component(package) for package in sorted(packages)]
    me = f"pkg:generic/carerelay@{args.version}"
    content = json.dumps([me, [c["purl"] for c in components]])
    args.output.write_text(json.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, content)}",  # the same parts, the same number
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": me, "name": "carerelay", "version": args.version,
                                   "licenses": [{"license": {"id": "MIT"}}]}},
        "components": components,
        "dependencies": [{"ref": me, "dependsOn": [c["bom-ref"] for c in components]}],
    }, indent=1) + "\n")


if __name__ == "__main__":
    main()
