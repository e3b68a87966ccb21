"""`lakehouse deploy` of a stack that is deployed already."""

from __future__ import annotations

import shutil
import subprocess


def test_without_a_change_terraform_changes_and_installs_nothing(deployed):
    again = deployed.lakehouse("deploy", "--auto-approve").stdout
    assert "No changes." in again
    assert "Initializing" not in again


def test_what_terraform_installs_is_installed_again_where_it_is_gone(deployed):
    (deployed.stack / ".terraform.lock.hcl").unlink()
    shutil.rmtree(deployed.environment["TF_DATA_DIR"])
    again = deployed.lakehouse("deploy", "--auto-approve").stdout
    assert "Terraform has been successfully initialized!" in again
    assert "No changes." in again


def test_without_a_terminal_a_deployment_needs_the_option(deployed):
    refused = subprocess.run(
        ["cli/bin/lakehouse.mjs", "deploy"],
        env=deployed.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert refused.returncode == 1
    assert refused.stderr == (
        "error: deployment: needs an approval, got no terminal. Specify --auto-approve\n"
    )
