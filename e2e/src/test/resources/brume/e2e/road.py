"""The road of `brume demo`, by openstacksdk. OS_* says where the cloud is, and

    road.py IMAGE FORMAT HYPERVISOR real|simulated

what guests boot from, and whether they can be reached. A key is left beside this file. Prints a line for each step."""

import os
import pathlib
import subprocess
import sys
import time

import openstack

disk, disk_format, hypervisor, reachable = sys.argv[1:5]
folder = pathlib.Path(__file__).parent
cloud = openstack.connect()


def name(word):
    return f"sdk-{word}"


def step(word):
    print(word, flush=True)


def until(what, look):
    """What `look` finds, as soon as it finds something."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise TimeoutError(what)


def answers(ip):
    """Whether a ping is answered within a second."""
    return subprocess.run(["ping", "-n", "-q", "-c", "1", "-W", "1", ip], stdout=subprocess.DEVNULL).returncode == 0


def inside(ip, command):
    """What a command in the guest wrote; nothing when nobody let us in."""
    known = folder / "known_hosts"
    options = {
        "UserKnownHostsFile": known,
        "StrictHostKeyChecking": "accept-new",
        "IdentitiesOnly": "yes",
        "BatchMode": "yes",
        "ConnectTimeout": "4",
    }
    line = ["ssh", "-F", "/dev/null", "-i", folder / "key"]
    for option, value in options.items():
        line += ["-o", f"{option}={value}"]
    return subprocess.run(line + [f"root@{ip}", command], capture_output=True, text=True).stdout.strip()


def boot(ip):
    return inside(ip, "cat /proc/sys/kernel/random/boot_id")


project = cloud.identity.create_project(name=name("project"), domain_id="default")
user = cloud.identity.create_user(
    name=name("user"), password="a password", domain_id="default", default_project_id=project.id
)
role = cloud.identity.find_role("member", ignore_missing=False)
cloud.identity.assign_project_role_to_user(project, user, role)
step("tenant")
mine = openstack.connect(
    auth_url=cloud.config.get_auth_args()["auth_url"],
    username=user.name,
    password="a password",
    project_name=project.name,
    user_domain_name="Default",
    project_domain_name="Default",
    region_name=cloud.config.region_name,
)
key = mine.compute.create_keypair(name=name("key"))
with open(os.open(folder / "key", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
    file.write(key.private_key)
step("key")
image = mine.image.create_image(
    name("image"),
    filename=disk,
    disk_format=disk_format,
    container_format="bare",
    img_hv_type=hypervisor,
    wait=True,
)
assert mine.image.get_image(image.id).status == "active"
step("image")
network = mine.network.create_network(name=name("network"))
subnet = mine.network.create_subnet(
    name=name("subnet"), network_id=network.id, cidr="10.78.0.0/24", ip_version=4
)
outside = next(iter(mine.network.networks(is_router_external=True)))
router = mine.network.create_router(name=name("router"), external_gateway_info={"network_id": outside.id})
mine.network.add_interface_to_router(router, subnet_id=subnet.id)
step("network")
group = mine.network.create_security_group(name=name("group"))
mine.network.create_security_group_rule(security_group_id=group.id, direction="ingress", protocol="icmp")
mine.network.create_security_group_rule(
    security_group_id=group.id, direction="ingress", protocol="tcp", port_range_min=22, port_range_max=22
)
step("group")
flavor = cloud.compute.create_flavor(name=name("flavor"), ram=128, vcpus=1, disk=1)
server = mine.compute.create_server(
    name=name("server"),
    image_id=image.id,
    flavor_id=flavor.id,
    networks=[{"uuid": network.id}],
    key_name=key.name,
    security_groups=[{"name": group.name}],
)
server = mine.compute.wait_for_server(server, wait=60, interval=0.2)
step("server")
until("console", lambda: mine.compute.get_server_console_output(server)["output"])
port = next(iter(mine.network.ports(device_id=server.id)))
address = mine.network.create_ip(floating_network_id=outside.id, port_id=port.id)
assert address.fixed_ip_address == port.fixed_ips[0]["ip_address"]
step("address")
ip = address.floating_ip_address
real = reachable == "real"
if real:
    until("ping", lambda: answers(ip))
    said = until("ssh", lambda: inside(ip, "hostname; cat /var/lib/cloud/instance-id"))
    assert said.split() == [name("server"), server.id], said
    step("inside")


def becomes(status, answering):
    mine.compute.wait_for_server(server, status=status, wait=60, interval=0.2)
    if real:
        until(f"{status}: {'an answer' if answering else 'silence'}", lambda: answers(ip) == answering)


mine.compute.pause_server(server)
becomes("PAUSED", False)
mine.compute.unpause_server(server)
becomes("ACTIVE", True)
first = boot(ip) if real else ""
mine.compute.stop_server(server)
becomes("SHUTOFF", False)
mine.compute.start_server(server)
becomes("ACTIVE", True)
second = until("a second boot", lambda: boot(ip)) if real else ""
mine.compute.reboot_server(server, "HARD")
becomes("ACTIVE", True)
if real:
    assert first and first != second
    until("a third boot", lambda: boot(ip) not in ("", first, second))
step("power")
assert [each.id for each in mine.compute.servers()] == [server.id]
mine.network.delete_ip(address)
mine.compute.delete_server(server)
mine.compute.wait_for_delete(server, wait=60, interval=0.2)
mine.network.remove_interface_from_router(router, subnet_id=subnet.id)
mine.network.delete_router(router)
mine.network.delete_network(network)
mine.network.delete_security_group(group)
mine.image.delete_image(image)
mine.compute.delete_keypair(key)
cloud.compute.delete_flavor(flavor)
cloud.identity.delete_user(user)
cloud.identity.delete_project(project)
step("gone")
