/* Writes to disk that fail on request: while the file named by TORTURE_SYNC_FAILS is there, fsync(2) and fdatasync(2)
   answer EIO, as a disk does that is about to die. Loaded before libc by LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char flag[4096];

__attribute__((constructor)) static void remember(void) {
    const char *name = getenv("TORTURE_SYNC_FAILS");
    if (name && strlen(name) < sizeof flag) strcpy(flag, name);
}

static int fails(void) {
    int before = errno;
    int there = flag[0] && access(flag, F_OK) == 0;
    errno = there ? EIO : before;
    return there;
}

typedef int (*sync_call)(int);

int fsync(int file) {
    return fails() ? -1 : ((sync_call)dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
    return fails() ? -1 : ((sync_call)dlsym(RTLD_NEXT, "fdatasync"))(file);
}
