"""Attempts to get out of a sandbox: each is Python that prints `GOT ...` if it came through, with what it read.

They run in the sandbox after `PRELUDE`, each in a process of its own that `RUNNER` makes, which gets them as JSON;
`{...}` is filled with what the host has ready for them.
"""

from collections.abc import Mapping

PRELUDE = """
import ctypes, errno, glob, mmap, os, platform, resource, signal, socket, struct, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
ARM = platform.machine() == "aarch64"
def call(x86, arm, *arguments):
    number = arm if ARM else x86
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    return result, ctypes.get_errno()
def got(*what):
    print("GOT", *what)
def allowed(x86, arm, *arguments):
    result, number = call(x86, arm, *arguments)
    if result >= 0 or number not in (errno.EPERM, errno.ENOSYS, errno.EACCES):
        got("call", x86, "gave", result, errno.errorcode.get(number))
def read(path):
    with open(path, "rb") as file:
        data = file.read(4096)
    got(path, data)
def write(path, mode="ab"):
    with open(path, mode) as file:
        file.write(b"pwned")
    got("wrote", path)
def reaches(family, kind, address, protocol=0):
    with socket.socket(family, kind, protocol) as link:
        link.settimeout(2)
        link.connect(address)
        got("connected", address)
"""

RUNNER = """
import json, time
for name, code in json.load(sys.stdin).items():
    print("ATTEMPT", name, flush=True)
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        try: exec(code, dict(globals()))
        except BaseException as error: print("failed:", type(error).__name__, error)
        sys.stdout.flush()
        os._exit(0)
    begun = time.monotonic()
    os.waitpid(child, 0)
    if time.monotonic() - begun > 9: print("HUNG")
print("ATTEMPT end", flush=True)
"""

FILES = {
    "shadow": 'read("/etc/shadow")',
    "secret by its path": 'read("{secret}")',
    "secret by dots": 'read("../../../../../../../../" + "{secret}")',
    "secret by a link": 'os.symlink("{secret}", "link"); read("link")',
    "secret by a link to the root": 'os.symlink("/", "slash"); read("slash" + "{secret}")',
    "secret by a hard link": 'os.link("{secret}", "hard"); read("hard")',
    "secret by the root of process 1": 'read("/proc/1/root" + "{secret}")',
    "secret by the folder of process 1": 'read("/proc/1/cwd/../../../../.." + "{secret}")',
    "secret by our own root": 'read("/proc/self/root" + "/.." + "{secret}")',
    "secret by the root of any process": """
for root in glob.glob("/proc/[0-9]*/root"):
    try: read(root + "{secret}")
    except OSError: pass
""",
    "out by the parent again and again": """
for _ in range(40): os.chdir("..")
read("." + "{secret}")
""",
    "out by an open folder": """
folder = os.open(".", os.O_RDONLY)
for _ in range(40): folder = os.open("..", os.O_RDONLY, dir_fd=folder)
os.fchdir(folder); read("." + "{secret}")
""",
    "files that we inherited": """
for number in range(3, 1024):
    try: got("descriptor", number, os.readlink("/proc/self/fd/%d" % number)) if os.fstat(number) else None
    except OSError: pass
""",
    "files of process 1": """
for link in glob.glob("/proc/1/fd/*"):
    target = os.readlink(link)
    if target.startswith("/") and target != "/dev/null": got(link, target)
    try: os.open(link, os.O_RDONLY | os.O_NONBLOCK); got("opened", link)
    except OSError: pass
""",
    "write the secret": 'write("{secret}", "r+b")',
    "remove the secret": 'os.unlink("{secret}"); got("removed")',
    "write a program": 'write("/usr/bin/icotes-was-here")',
    "change a program": 'write("/usr/bin/env", "r+b")',
    "change a library": 'write(glob.glob("/usr/lib/*/libc.so.6")[0], "r+b")',
    "write passwd": 'write("/etc/passwd")',
    "write ld.so.preload": 'write("/etc/ld.so.preload")',
    "write the root": 'write("/icotes-was-here")',
    "change what starts us": 'os.chmod("/.start", 0o777); write("/.start", "r+b")',
    "change bubblewrap": 'write("/proc/1/exe", "r+b")',
    "write beside the folder": """
for depth in range(1, 8): open("../" * depth + "icotes-was-here", "w").write("pwned")
""",
    "remove the folder": """
import shutil
os.chdir("/"); os.rename("{folder}", "{folder}-gone"); got("renamed")
""",
    "homes of people": """
for home in (os.sep + name for name in ("root", "home")):
    names = [n for n in os.listdir(home) if n not in "{folder}".split("/") and not n.startswith(".pyenv")]
    if names: got(home, names)
""",
    "state of the server": 'read("{state}/state/token")',
    "logs of the machine": 'got(os.listdir("/var/log"))',
    "keys of the machine": 'got(glob.glob("/etc/ssh/*") or read("/etc/ssh/sshd_config"))',
    "a program that runs as root": """
open("evil", "wb").write(open("/bin/sh", "rb").read())
os.chmod("evil", 0o4755); got(oct(os.stat("evil").st_mode))
""",
    "a program that runs as root, by open": """
handle = os.open("evil2", os.O_CREAT | os.O_WRONLY, 0o4755)
if os.fstat(handle).st_mode & 0o4000: got(oct(os.fstat(handle).st_mode))
""",
    "a program that runs as root's group": 'open("evil3", "w"); os.chmod("evil3", 0o2755); got("setgid")',
    "rights of a file": 'open("cap", "w"); os.setxattr("cap", "security.capability", bytes(20)); got("capability")',
    "memory of the machine": """
for name in ("mem", "kmem", "port", "vda", "sda", "nvme0n1", "xvda", "kvm", "fuse", "loop0", "net/tun"):
    try: read("/dev/" + name)
    except OSError: pass
""",
    "a disk of our own making": """
os.mknod("disk", 0o60600, os.makedev(254, 0)); got("made a device"); read("disk")
""",
    "a disk in memory": 'os.mknod("/tmp/disk", 0o60600, os.makedev(254, 0)); read("/tmp/disk")',
    "kernel memory": 'read("/proc/kcore")',
    "kernel symbols": """
lines = [line for line in open("/proc/kallsyms") if not line.startswith("0000000000000000")]
if lines: got(lines[0])
""",
    "core pattern": 'write("/proc/sys/kernel/core_pattern", "wb")',
    "sysrq": 'write("/proc/sysrq-trigger", "wb")',
    "host name by file": 'write("/proc/sys/kernel/hostname", "wb")',
    "groups of the machine": """
for place in ("/sys/fs/cgroup", "/sys/kernel"):
    if os.path.exists(place): got(os.listdir(place))
""",
    "shared memory of the machine": 'read("/dev/shm/{shared}")',
    "disks by number": """
for line in open("/proc/self/mountinfo"):
    if " / / " in line and "tmpfs" not in line: got(line)
""",
}

RIGHTS = {
    "become root": "os.setuid(0); got(os.getuid())",
    "become root whole": "os.setresuid(0, 0, 0); got(os.getuid())",
    "become a group": "os.setgroups([0, 27, 998]); got(os.getgroups())",
    "take rights": """
header, data = struct.pack("Ii", 0x20080522, 0), struct.pack("IIIIII", *[0xFFFFFFFF] * 6)
if libc.capset(header, data) == 0: got("capset")
""",
    "setuid programs": """
for program in (["su", "-c", "id -u"], ["sudo", "-n", "id", "-u"], ["mount", "-t", "tmpfs", "x", "/tmp"], ["newgrp"]):
    try: done = subprocess.run(program, capture_output=True, timeout=5, stdin=subprocess.DEVNULL)
    except OSError: continue
    if done.stdout.strip() == b"0" or (program[0] == "mount" and done.returncode == 0): got(program, done.stdout)
""",
    "new privileges": "libc.prctl(38, 0, 0, 0, 0); got('off') if libc.prctl(39, 0, 0, 0, 0) == 0 else None",
    "no filter": "got('off') if libc.prctl(22, 0, 0, 0, 0) == 0 else None",
    "higher limits": "resource.setrlimit(resource.RLIMIT_NPROC, (100000, 100000)); got(resource.getrlimit(6))",
    "more files": "resource.setrlimit(resource.RLIMIT_NOFILE, (100000, 100000)); got('files')",
    "never be killed": 'open("/proc/self/oom_score_adj", "w").write("-1000"); got("oom")',
    "first in line": "os.nice(-20); got('nice')",
    "real time": "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)); got('fifo')",
    "a user namespace": "allowed(272, 97, 0x10000000)",
    "all namespaces": "allowed(272, 97, 0x7E020000)",
    "a clone in namespaces": "allowed(56, 220, 0x10000000 | 17, 0, 0, 0, 0)",
    "a newer clone in namespaces": "allowed(435, 435, struct.pack('Q', 0x10000000) + bytes(80), 88)",
    "namespaces of process 1": """
for name in ("user", "mnt", "pid", "net"):
    try: handle = os.open("/proc/1/ns/" + name, os.O_RDONLY)
    except OSError: continue
    allowed(308, 268, handle, 0)
""",
    "mount": "allowed(165, 40, b'none', b'/tmp', b'tmpfs', 0, 0)",
    "remount": "allowed(165, 40, b'none', b'/usr', 0, 32 | 4096, 0)",
    "unmount": "allowed(166, 39, b'/proc', 2)",
    "pivot": "allowed(155, 41, b'/tmp', b'/tmp')",
    "another root": "allowed(161, 51, b'/tmp')",
    "a tree of mounts": "allowed(428, 428, -100, b'/', 1)",
    "a new file system": "allowed(430, 430, b'tmpfs', 0)",
    "mount attributes": "allowed(442, 442, -100, b'/usr', 0, bytes(32), 32)",
    "a handle of a file": "allowed(303, 264, -100, b'/usr', bytes(200), bytes(8), 0)",
    "a file by its handle": "allowed(304, 265, -100, struct.pack('IiQ', 8, 1, 2) + bytes(64), 0)",
    "trace process 1": "allowed(101, 117, 16, 1, 0, 0)",
    "seize process 1": "allowed(101, 117, 0x4206, 1, 0, 0)",
    "be traced": "allowed(101, 117, 0, 0, 0, 0)",
    "memory of process 1": "allowed(310, 270, 1, 0, 0, 0, 0, 0)",
    "memory file of process 1": 'open("/proc/1/mem", "r+b"); got("opened")',
    "descriptors of process 1": """
handle = call(434, 434, 1, 0)[0]
allowed(438, 438, handle, 0, 0)
""",
    "environment of process 1": """
data = open("/proc/1/environ", "rb").read()
if data.strip(bytes(1)): got(data)
""",
    "environments of all": """
for path in glob.glob("/proc/[0-9]*/environ"):
    try: data = open(path, "rb").read()
    except OSError: continue
    if b"{canary}" in data: got(path)
""",
    "words of process 1": """
data = open("/proc/1/cmdline", "rb").read()
if b"{secret}" in data or b"state" in data: got(data)
""",
    "processes of the machine": """
found = [name for name in os.listdir("/proc") if name.isdigit()]
if len(found) > 6: got(len(found))
""",
    "kill the server": "os.kill({pid}, 0); got('found {pid}')",
    "kill all": "os.kill(-1, 0) if False else None; os.kill({pid}, signal.SIGTERM); got('killed')",
    "a handle of the server": "got(os.pidfd_open({pid}))",
    "keys": "allowed(250, 219, 0, -3, 1)",
    "new keys": "allowed(248, 217, b'user', b'x', b'y', 1, -3)",
    "bpf": "allowed(321, 280, 0, bytes(128), 128)",
    "perf": "allowed(298, 241, bytes(128), 0, -1, -1, 0)",
    "userfaultfd": "allowed(323, 282, 0)",
    "io_uring": "allowed(425, 425, 8, bytes(120))",
    "kernel modules": "allowed(175, 105, bytes(8), 8, b'')",
    "another kernel": "allowed(246, 104, 0, 0, 0, 0)",
    "restart": "allowed(169, 142, 0xFEE1DEAD, 672274793, 0, 0)",
    "host name": "allowed(170, 161, b'pwned', 5)",
    "time of day": "allowed(164, 170, struct.pack('qq', 0, 0), 0)",
    "clock": "allowed(227, 112, 0, struct.pack('qq', 0, 0))",
    "kernel log": "allowed(103, 116, 3, bytes(4096), 4096)",
    "swap": "allowed(167, 224, b'/tmp/x', 0)",
    "accounts": "allowed(163, 89, 0)",
    "quota": "allowed(179, 60, 0, b'/', 0, 0)",
    "watch all files": "allowed(300, 262, 0, 0)",
    "personality": "allowed(135, 92, 0x0040000)",
    "move pages": "allowed(279, 239, 1, 0, 0, 0, 0, 0)",
    "a call nobody knows yet": "allowed(470, 470, 0)",
    "terminal input": """
import fcntl
fcntl.ioctl(0, 0x5412, b"x"); got("typed")
""",
}

X86_ONLY = {
    "ports": "allowed(172, -1, 3)",
    "descriptor tables": "allowed(154, -1, 1, bytes(16), 16)",
    "calls of 32 bits": """
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes.fromhex("b814000000cd80c3"))
address = ctypes.addressof(ctypes.c_char.from_buffer(code))
got("called", ctypes.CFUNCTYPE(ctypes.c_int)(address)())
""",
    "calls of x32": "allowed(0x40000000 + 39, 0)",
}

NETWORK = {
    "a service of the machine": 'reaches(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", {port}))',
    "a service of the machine, all": 'reaches(socket.AF_INET, socket.SOCK_STREAM, ("0.0.0.0", {port}))',
    "a service of the machine, six": 'reaches(socket.AF_INET6, socket.SOCK_STREAM, ("::1", {port6}))',
    "a service by its mapped address": 'reaches(socket.AF_INET6, socket.SOCK_STREAM, ("::ffff:127.0.0.1", {port}))',
    "an address of the machine": """
for address in {addresses!r}: reaches(socket.AF_INET, socket.SOCK_STREAM, (address, {port}))
""",
    "the internet": 'reaches(socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 80))',
    "metadata": 'reaches(socket.AF_INET, socket.SOCK_STREAM, ("169.254.169.254", 80))',
    "datagrams": """
link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
link.sendto(b"{canary}", ("127.0.0.1", {udp})); link.settimeout(1); got(link.recv(100))
""",
    "broadcast": """
link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
link.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
link.sendto(b"x", ("255.255.255.255", {udp})); got("sent")
""",
    "names": 'got(socket.getaddrinfo("example.org", 80))',
    "raw packets": "got(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))",
    "echo requests": """
link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)
link.sendto(bytes([8, 0, 0, 0, 0, 0, 0, 0]), ("127.0.0.1", 0)); got("sent")
""",
    "link layer": "got(socket.socket(17, socket.SOCK_RAW, 0x0300))",
    "the machine beneath": """
for host in (0, 1, 2): reaches(40, socket.SOCK_STREAM, (host, 1024))
""",
    "kernel ciphers": "got(socket.socket(38, 5, 0))",
    "bluetooth": "got(socket.socket(31, 3, 0))",
    "audit": "got(socket.socket(16, 3, 9))",
    "device events": "got(socket.socket(16, 3, 15))",
    "sockets of others": "got(socket.socket(16, 3, 4))",
    "other interfaces": """
names = [name for _, name in socket.if_nameindex() if name != "lo"]
if names: got(names)
""",
    "change an interface": """
link = socket.socket(16, 3, 0)
link.send(struct.pack("IHHII", 32, 16, 5, 1, 0) + struct.pack("BxHiII", 0, 0, 1, 0, 1))
error = struct.unpack("i", link.recv(4096)[16:20])[0]
if error != -errno.EPERM: got("answer", error)
""",
    "an abstract socket": 'reaches(socket.AF_UNIX, socket.SOCK_STREAM, "\\x00{canary}")',
    "a socket in a folder": 'reaches(socket.AF_UNIX, socket.SOCK_STREAM, "{socket}")',
    "sockets of the machine": """
for path in ("/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/tmp/.X11-unix/X0"):
    try: reaches(socket.AF_UNIX, socket.SOCK_STREAM, path)
    except OSError: pass
""",
    "memory shared by key": """
found = libc.shmget({key}, 4096, 0)
if found >= 0: got("shmget", found)
""",
    "queues of messages": """
found = libc.msgget({key}, 0)
if found >= 0: got("msgget", found)
""",
}

ALL = {**FILES, **RIGHTS, **NETWORK}


def filled(attempt: str, known: Mapping[str, object]) -> str:
    """Return an attempt that knows what it could have found out."""
    for name, value in known.items():
        attempt = attempt.replace(f"{{{name}}}", str(value))
    return attempt
