#!/usr/bin/perl -w
# Starts one program away from everything else, and stays beside it until it ends. It is Perl because every Debian has
# perl-base, and because it must outlive the Java process without being another one. Run as root on x86-64:
#
#   perl keeper.pl OPTION... -- PROGRAM ARGUMENT...
#
#   --residence NAME     in the command line only, for people who look
#   --run FILE           gets "BOOT-ID PID TICKS KEEPER-PID KEEPER-TICKS" before the program runs
#   --note FILE          gets "PID exit N" or "PID signal N" after its end
#   --console FILE       its standard output, kept in FILE.0 and FILE.1: the older of the two is full
#   --errors FILE        its standard error, likewise
#   --keep BYTES         the size of each of these files
#   --uid N              who the program is; --keeper-uid N who we are from then on
#   --root DIR           where its file tree is put together (an empty folder)
#   --see PATH           something it may read (a link only at the top);  --own PATH  something it may write;  --device PATH  a device
#   --scratch PATH=BYTES memory it may use as files
#   --group DIR          the control group that it and we are in;  --nice N  where there are none
#   --file-bytes N       how large a file of its can become
#   --net FILE           network namespace of the taps (default: ours)
#   --tap NAME           handed over as file descriptor 100, 101, ...; --offload lets them carry large frames
#   --inner-tap NAME     carried to a tap of its own network namespace: tap0, tap1, ...
#
# Program and keeper get new namespaces for network and processes, the program also for mounts, IPC and host name.
# The exit code is 0 when the program runs; else standard error says why not.
#
# It takes no module but strict: those that others would take (warnings, Fcntl, POSIX, Socket) cost more than all that it
# does, and stay in memory with it. The first line asks for the warnings.
use strict;

my %SYS = (dup2 => 33, setuid => 105, setgid => 106, setsid => 112, mknod => 133, pivot_root => 155, prctl => 157,
    setrlimit => 160, mount => 165, umount2 => 166, exit_group => 231, unshare => 272, setns => 308);
my ($WRONLY, $RDWR, $CREAT, $APPEND, $NONBLOCK) = (1, 2, 0100, 02000, 04000);
my ($EINTR, $EAGAIN, $EEXIST) = (4, 11, 17);
my ($AF_INET, $AF_PACKET, $DGRAM, $RAW) = (2, 17, 2, 3);
my ($NEWNS, $NEWUTS, $NEWIPC, $NEWPID, $NEWNET) = (0x20000, 0x4000000, 0x8000000, 0x20000000, 0x40000000);
my ($RDONLY, $NOSUID, $NODEV, $NOEXEC, $REMOUNT, $BIND, $REC, $PRIVATE) = (1, 2, 4, 8, 32, 4096, 16384, 1 << 18);
my ($TUNSETIFF, $TUNSETPERSIST, $TUNSETOWNER) = (0x400454ca, 0x400454cb, 0x400454cc);
my ($TAP, $NO_PI, $VNET_HDR) = (2, 0x1000, 0x4000);
my $FIRST_TAP = 100;

my (%o, @see, @own, @device, @scratch, @tap, @inner);
my %lists = (see => \@see, own => \@own, device => \@device, scratch => \@scratch, tap => \@tap, 'inner-tap' => \@inner);
while (defined(my $name = shift @ARGV)) {
    last if $name eq '--';
    $name =~ s/^--// or die "bad option $name\n";
    if ($name eq 'offload') { $o{offload} = 1 }
    elsif ($lists{$name}) { push @{$lists{$name}}, shift @ARGV }
    else { $o{$name} = shift @ARGV }
}
my @program = @ARGV;

sub call {
    my ($name, @args) = @_;
    my $answer = syscall($SYS{$name}, @args);
    die "$name: $!\n" if $answer < 0;
    return $answer;
}

# Ends at once: what is open in both halves of a fork is closed by one of them.
sub leave { syscall($SYS{exit_group}, $_[0]) }

sub ticks {
    my ($pid) = @_;
    open(my $in, '<', "/proc/$pid/stat") or die "/proc/$pid/stat: $!\n";
    my $line = <$in>;
    $line =~ s/.*\) //s;
    return (split / /, $line)[19];
}

sub line_of {
    my ($file) = @_;
    open(my $in, '<', $file) or die "$file: $!\n";
    chomp(my $line = <$in>);
    return $line;
}

# ---- A log in two files of bounded size: when the newer is full, the older is emptied and becomes the newer.

sub ring {
    my ($file) = @_;
    my @parts = map {
        sysopen(my $part, "$file.$_", $RDWR | $CREAT | $APPEND, 0600) or die "$file.$_: $!\n";
        $part
    } 0, 1;
    my $ring = {parts => \@parts, at => (-s $parts[0]) >= $o{keep} ? 1 : 0};
    truncate($parts[1], 0) if $ring->{at} && (-s $parts[1]) >= $o{keep};
    $ring->{used} = -s $parts[$ring->{at}];
    return $ring;
}

sub keep {
    my ($ring, $bytes) = @_;
    while (length $bytes) {
        my $room = $o{keep} - $ring->{used};
        # A full disk loses console text, and nothing else.
        my $n = syswrite($ring->{parts}[$ring->{at}], $bytes, $room < length $bytes ? $room : length $bytes) or return;
        substr($bytes, 0, $n) = '';
        $ring->{used} += $n;
        next if $ring->{used} < $o{keep};
        $ring->{at} = 1 - $ring->{at};
        truncate($ring->{parts}[$ring->{at}], 0);
        $ring->{used} = 0;
    }
}

# ---- Network cards.

sub control { socket(my $s, $AF_INET, $DGRAM, 0) or die "socket: $!\n"; return $s }

sub index_of {
    my ($name) = @_;
    my $request = pack('a16 x24', $name);
    ioctl(control(), 0x8933, $request) or die "network card $name: $!\n";
    return unpack('x16 i', $request);
}

sub open_tap {
    my ($name, $flags) = @_;
    sysopen(my $tap, '/dev/net/tun', $RDWR | $NONBLOCK) or die "/dev/net/tun: $!\n";
    my $request = pack('a16 S x22', $name, $TAP | $NO_PI | $flags);
    ioctl($tap, $TUNSETIFF, $request) or die "tap $name: $!\n";
    return $tap;
}

sub taps_of_host {
    my ($flags, @names) = @_;
    return () unless @names;
    open(my $home, '<', '/proc/self/ns/net') or die "/proc/self/ns/net: $!\n";
    if ($o{net}) {
        open(my $there, '<', $o{net}) or die "$o{net}: $!\n";
        call('setns', fileno($there), $NEWNET);
    }
    # TUNSETIFF would make a tap that is missing.
    my @taps = map { index_of($_); open_tap($_, $flags) } @names;
    call('setns', fileno($home), $NEWNET) if $o{net};
    return @taps;
}

# A tap of our own namespace, for a program that opens taps by name itself; answers a socket on its other side.
sub make_inner {
    my ($name) = @_;
    my $tap = open_tap($name, 0);
    ioctl($tap, $TUNSETOWNER, 0 + $o{uid}) or die "TUNSETOWNER $name: $!\n";
    ioctl($tap, $TUNSETPERSIST, 1) or die "TUNSETPERSIST $name: $!\n";
    my $request = pack('a16 s x22', $name, 0x1 | 0x100);    # IFF_UP, IFF_PROMISC
    ioctl(control(), 0x8914, $request) or die "$name up: $!\n";
    socket(my $side, $AF_PACKET, $RAW | $NONBLOCK, unpack('S', pack('n', 3))) or die "AF_PACKET: $!\n";
    setsockopt($side, 263, 23, pack('i', 1)) or die "PACKET_IGNORE_OUTGOING: $!\n";
    bind($side, pack('S n i x12', $AF_PACKET, 3, index_of($name))) or die "AF_PACKET $name: $!\n";
    return $side;
}

# ---- The program's own file tree.

sub place {
    my ($path, $folder) = @_;
    my $made = $o{root};
    my @names = grep { length } split m{/}, $path;
    my $last = pop @names;
    for my $name (@names) {
        $made .= "/$name";
        mkdir($made, 0755) or $! == $EEXIST or die "$made: $!\n";
    }
    $made .= "/$last";
    if ($folder) { mkdir($made, 0755) or $! == $EEXIST or die "$made: $!\n" }
    else { sysopen(my $file, $made, $WRONLY | $CREAT, 0644) or die "$made: $!\n" }
    return $made;
}

sub bind_in {
    my ($path, $flags) = @_;
    my $at = place($path, -d $path);
    eval { call('mount', $path, $at, 0, $BIND, 0); call('mount', 0, $at, 0, $REMOUNT | $BIND | $flags, 0); 1 }
        or die "$path: $@";
}

sub own_tree {
    umask 0;
    call('mount', 'none', '/', 0, $REC | $PRIVATE, 0);
    call('mount', 'brume', $o{root}, 'tmpfs', $NOSUID, 'mode=755,size=1m');
    for my $path (@see) {
        if (-l $path) { symlink(readlink($path), $o{root} . $path) or die "$path: $!\n" }
        elsif (-e $path) { bind_in($path, $RDONLY | $NOSUID | $NODEV) }
    }
    bind_in($_, $NOSUID | $NODEV | $NOEXEC) for @own;
    for (@scratch) {
        my ($path, $bytes) = /^(.*)=(\d+)$/;
        call('mount', 'brume', place($path, 1), 'tmpfs', $NOSUID | $NODEV, "mode=700,uid=$o{uid},size=$bytes");
    }
    for my $path (@device) {
        my $device = (stat $path)[6] or die "$path: $!\n";
        my $at = place($path, 0);
        unlink $at;
        call('mknod', $at, -c $path ? 0020666 : 0060666, $device);
    }
    call('mount', 0, $o{root}, 0, $REMOUNT | $BIND | $RDONLY | $NOSUID, 0);
    chdir $o{root} or die "$o{root}: $!\n";
    call('pivot_root', '.', '.');
    call('umount2', '.', 2);
    chdir '/';
}

sub become {
    my $id = 0 + shift;
    $) = "$id $id";
    call('setgid', $id);
    call('setuid', $id);
    die "still root\n" if syscall($SYS{setuid}, 0) == 0;
}

# ---- Start.

eval {
    my ($console, $errors) = map { ring($_) } @o{qw(console errors)};
    my @given = taps_of_host($o{offload} ? $VNET_HDR : 0, @tap);
    my @outer = taps_of_host(0, @inner);
    pipe(my $told, my $tell) or die "pipe: $!\n";

    defined(my $keeper = fork) or die "fork: $!\n";
    if ($keeper) {
        close $tell;
        my $why = join '', <$told>;
        die $why if $why ne "runs\n";
        leave(0);
    }

    eval {
        call('setsid');
        if ($o{group}) {
            open(my $members, '>', "$o{group}/cgroup.procs") or die "$o{group}: $!\n";
            syswrite($members, $$) or die "$o{group}: $!\n";
        }
        setpriority(0, 0, $o{nice}) if $o{nice};
        $SIG{$_} = 'IGNORE' for qw(HUP INT TERM PIPE);
        call('unshare', $NEWPID | $NEWNET);
        my @sides;
        if (@inner) {
            # Else our side of the tap would speak IPv6 to the guest.
            if (open(my $six, '>', '/proc/sys/net/ipv6/conf/default/disable_ipv6')) { print $six "1\n"; close $six }
            @sides = map { make_inner("tap$_") } 0 .. $#inner;
        }
        pipe(my $out, my $out_end) or die "pipe: $!\n";
        pipe(my $err, my $err_end) or die "pipe: $!\n";
        pipe(my $go, my $gone) or die "pipe: $!\n";
        pipe(my $failed, my $fail) or die "pipe: $!\n";

        defined(my $pid = fork) or die "fork: $!\n";
        if (!$pid) {
            eval {
                close $gone;
                sysread($go, my $word, 1) or leave(1);
                call('setsid');
                $SIG{$_} = 'DEFAULT' for qw(HUP INT TERM PIPE);
                call('unshare', $NEWNS | $NEWIPC | $NEWUTS);
                open(my $null, '+<', '/dev/null') or die "/dev/null: $!\n";
                own_tree();
                call('dup2', fileno($null), 0);
                call('dup2', fileno($out_end), 1);
                call('dup2', fileno($err_end), 2);
                call('dup2', fileno($given[$_]), $FIRST_TAP + $_) for 0 .. $#given;
                call('setrlimit', 4, pack('QQ', 0, 0));        # no core files
                call('setrlimit', 1, pack('QQ', $o{'file-bytes'}, $o{'file-bytes'})) if $o{'file-bytes'};
                become($o{uid});
                call('prctl', 38, 1, 0, 0, 0);                 # PR_SET_NO_NEW_PRIVS
                %ENV = (PATH => '/usr/bin:/bin', HOME => '/');
                local $^W = 0;                                 # we tell by ourselves why it can't be run
                exec {$program[0]} @program or die "$program[0]: $!\n";
            };
            syswrite($fail, $@);
            leave(127);
        }
        close $_ for $out_end, $err_end, $go, $fail, @given;
        @given = ();
        open(my $run, '>', "$o{run}.new") or die "$o{run}.new: $!\n";
        print $run join(' ', line_of('/proc/sys/kernel/random/boot_id'), $pid, ticks($pid), $$, ticks($$)), "\n";
        close $run or die "$o{run}.new: $!\n";
        rename("$o{run}.new", $o{run}) or die "$o{run}: $!\n";
        syswrite($gone, 'x');
        close $gone;
        if (sysread($failed, my $why, 4096)) {
            waitpid($pid, 0);
            unlink $o{run};
            die $why;
        }
        close $failed;

        # Above its folder, the note is out of reach for who we become.
        my ($folder, $note) = $o{note} =~ m{^(.*)/([^/]+)$};
        chdir $folder or die "$folder: $!\n";
        $o{note} = $note;
        become($o{'keeper-uid'});
        open(STDIN, '+<', '/dev/null');
        open(STDOUT, '>&', \*STDIN);
        open(STDERR, '>&', \*STDIN);
        syswrite($tell, "runs\n");
        close $tell;
        watch($pid, [$out, $console], [$err, $errors], [[@outer], [@sides]]);
        leave(0);
    };
    syswrite($tell, $@);
    leave(1);
};
print STDERR $@;
exit 1;

# ---- Stay.

sub watch {
    my ($pid, $out, $err, $cards) = @_;
    my %ring = map { fileno($_->[0]) => $_ } $out, $err;
    my %other;
    for my $i (0 .. $#{$cards->[0]}) {
        my ($outer, $side) = ($cards->[0][$i], $cards->[1][$i]);
        $other{fileno $outer} = [$outer, $side];
        $other{fileno $side} = [$side, $outer];
    }
    my $all = '';
    vec($all, $_, 1) = 1 for keys %ring, keys %other;
    while (%ring) {
        my $ready = $all;
        select($ready, undef, undef, undef) > 0 or next;
        for my $fd (grep { vec($ready, $_, 1) } keys %other) {
            my ($from, $to) = @{$other{$fd}};
            for (1 .. 64) {
                my $n = sysread($from, my $frame, 65536);
                # A tap that somebody deleted would be ready for ever.
                vec($all, $fd, 1) = 0 if !defined $n && $! != $EAGAIN && $! != $EINTR;
                $n or last;
                syswrite($to, $frame);
            }
        }
        for my $fd (grep { vec($ready, $_, 1) } keys %ring) {
            my ($from, $ring) = @{$ring{$fd}};
            my $n = sysread($from, my $bytes, 65536);
            next if !defined $n && $! == $EINTR;
            if ($n) { keep($ring, $bytes); next }
            vec($all, $fd, 1) = 0;
            delete $ring{$fd};
        }
    }
    waitpid($pid, 0);
    my $how = $? & 127 ? 'signal ' . ($? & 127) : 'exit ' . ($? >> 8);
    open(my $note, '>', "$o{note}.new") or return;
    print $note "$pid $how\n";
    close $note;
    rename("$o{note}.new", $o{note});
}
