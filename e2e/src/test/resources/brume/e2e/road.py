"""The road of `brume demo`, by openstacksdk. OS_* says where; argv[1] ends the names. Prints a line for each step."""

import sys
import tempfile

import openstack

suffix = sys.argv[1]
cloud = openstack.connect()


def name(word):
    return f"sdk-{word}-{suffix}"


def step(word):
    print(word, flush=True)


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
step("key")
with tempfile.NamedTemporaryFile() as file:
    file.truncate(1 << 20)
    image = mine.image.create_image(
        name("image"), filename=file.name, disk_format="raw", container_format="bare", wait=True
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
assert mine.compute.get_server_console_output(server)["output"]
port = next(iter(mine.network.ports(device_id=server.id)))
address = mine.network.create_ip(floating_network_id=outside.id, port_id=port.id)
assert address.fixed_ip_address == port.fixed_ips[0]["ip_address"]
step("address")
for act, status in (
    (mine.compute.pause_server, "PAUSED"),
    (mine.compute.unpause_server, "ACTIVE"),
    (mine.compute.stop_server, "SHUTOFF"),
    (mine.compute.start_server, "ACTIVE"),
):
    act(server)
    mine.compute.wait_for_server(server, status=status, wait=60, interval=0.2)
mine.compute.reboot_server(server, "HARD")
mine.compute.wait_for_server(server, wait=60, interval=0.2)
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
