"""What is handed to whoever installs the relay: the service's cage, and the list of what the program is made of."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(os.environ["CARERELAY_SOURCE_DIR"])
BINARY = pathlib.Path(os.environ["CARERELAY_BINARY"])
UNIT = ROOT / "config/systemd/carerelay.service"
MOST = 15  # tenths of systemd's ten points of exposure: "OK" begins at 50, "SAFE" at 20


def exposure(unit):
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={MOST}", str(unit)],
                          capture_output=True, text=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
    return done.returncode, done.stdout + done.stderr


class Service(unittest.TestCase):
    def test_the_service_can_reach_little_of_its_machine(self):
        code, said = exposure(UNIT)
        self.assertEqual(code, 0, said)
        self.assertIn("Overall exposure level for carerelay.service", said)

    def test_a_service_without_its_cage_is_seen(self):
        with tempfile.TemporaryDirectory() as folder:
            bare = pathlib.Path(folder) / "carerelay.service"
            text = UNIT.read_text()
            bare.write_text(re.sub(r"(?m)^(Protect|Private|Restrict|SystemCall|Capability).*\n", "", text))
            self.assertNotEqual(exposure(bare)[0], 0)

    def test_the_unit_is_one_that_systemd_understands(self):
        with tempfile.TemporaryDirectory() as folder:
            # The program is not installed here: a name that is stands in for it.
            unit = pathlib.Path(folder) / "carerelay.service"
            unit.write_text(re.sub(r"/usr/bin/carerelay\S*", "/bin/true", UNIT.read_text()))
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True)
            ours = [line for line in (done.stdout + done.stderr).splitlines() if "carerelay" in line]
            self.assertEqual(ours, [])


class Materials(unittest.TestCase):
    def test_the_list_of_materials_names_what_is_built_in(self):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "bom.json"
            subprocess.run([sys.executable, str(ROOT / "config/packaging/sbom.py"), str(BINARY), "--build",
                            str(BINARY.parent), "--version", "9.9.9", "-o", str(out)], check=True)
            bom = json.loads(out.read_text())
        self.assertEqual((bom["bomFormat"], bom["specVersion"]), ("CycloneDX", "1.5"))
        parts = {part["name"]: part for part in bom["components"]}
        for name in ("libssl3", "libsqlite3-0", "libboost1.81-dev", "rapidjson-dev", "libcmark0.30.2", "libcurl4"):
            installed = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], check=True, capture_output=True,
                                       text=True).stdout
            self.assertEqual(parts[name]["version"], installed, name)
            self.assertTrue(parts[name]["purl"].startswith(f"pkg:deb/debian/{name}@"))
        self.assertNotIn("catch2", parts, "what only tests use is not in the product")
        self.assertEqual(sorted(bom["dependencies"][0]["dependsOn"]), sorted(part["bom-ref"] for part in parts.values()))


class Hardening(unittest.TestCase):
    def test_the_program_is_built_to_be_hard_to_take_over(self):
        header = subprocess.run(["readelf", "-hlWd", str(BINARY)], check=True, capture_output=True, text=True).stdout
        self.assertIn("DYN (Position-Independent Executable file)", header)
        self.assertRegex(header, r"GNU_RELRO")
        self.assertRegex(header, r"\(FLAGS\).*BIND_NOW|\(BIND_NOW\)|FLAGS_1.*NOW")
        stack = re.search(r"GNU_STACK\s.*\s(RW|RWE)\s", header)
        self.assertEqual(stack.group(1), "RW", "the stack is not executable")
        symbols = subprocess.run(["nm", "-D", str(BINARY)], check=True, capture_output=True, text=True).stdout
        self.assertIn("__stack_chk_fail", symbols)
        self.assertRegex(symbols, r"__\w+_chk\b")


if __name__ == "__main__":
    unittest.main(verbosity=2)
