/* A crash at a chosen step: preloaded into a program, it counts what the program does
 * below one folder (and, if asked, what it sends to sockets) and kills it with SIGKILL at
 * the N-th step. A write is torn in the middle first.
 *
 *   CRASH_FOLDER  the folder
 *   CRASH_AT      which step, from 1; 0 only counts
 *   CRASH_COUNT   file that the number of steps is kept in
 *   CRASH_POWER   1: as if the power failed: what was written and not flushed is gone (names
 *               are kept: a file system may do worse)
 *   CRASH_SOCKETS 1: sends count, too; the last one is torn
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FILES 256
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* A file that was written to and not flushed since. */
struct file {
    ino_t inode; /* 0: no file */
    off_t flushed;
    char path[PATH_MAX];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long step;
static struct file dirty[MAX_FILES];

static long number(const char *name)
{
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

static int below(const char *path)
{
    const char *folder = getenv("CRASH_FOLDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static void path_of(int fd, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, path, PATH_MAX - 1);
    path[len < 0 ? 0 : len] = 0;
}

static int file_below(int fd)
{
    char path[PATH_MAX];
    path_of(fd, path);
    return below(path);
}

static void keep_count(void)
{
    const char *path = getenv("CRASH_COUNT");
    char text[32];
    if (!path)
        return;
    int fd = NEXT(open)(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int len = snprintf(text, sizeof text, "%ld", step);
    if (fd >= 0) {
        if (NEXT(write)(fd, text, len) != len)
            abort();
        NEXT(close)(fd);
    }
}

static void die(void)
{
    if (number("CRASH_POWER"))
        for (int i = 0; i < MAX_FILES; i++)
            if (dirty[i].inode && truncate(dirty[i].path, dirty[i].flushed) != 0)
                NEXT(unlink)(dirty[i].path);
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* Whether this step is the last one. */
static int last_step(void)
{
    step++;
    keep_count();
    return step == number("CRASH_AT");
}

static void count(void)
{
    pthread_mutex_lock(&lock);
    if (last_step())
        die();
    pthread_mutex_unlock(&lock);
}

static struct file *of_inode(ino_t inode)
{
    for (int i = 0; i < MAX_FILES; i++)
        if (dirty[i].inode == inode)
            return &dirty[i];
    return NULL;
}

static void grows(int fd)
{
    struct stat now;
    if (fstat(fd, &now) != 0 || of_inode(now.st_ino))
        return;
    struct file *file = of_inode(0);
    if (!file)
        abort();
    file->inode = now.st_ino;
    file->flushed = now.st_size;
    path_of(fd, file->path);
}

static void is_flushed(int fd)
{
    struct stat now;
    struct file *file = fstat(fd, &now) == 0 ? of_inode(now.st_ino) : NULL;
    if (file)
        file->inode = 0;
}

static void is_gone(const char *path)
{
    for (int i = 0; i < MAX_FILES; i++)
        if (dirty[i].inode && strcmp(dirty[i].path, path) == 0)
            dirty[i].inode = 0;
}

static void is_renamed(const char *from, const char *to)
{
    is_gone(to);
    for (int i = 0; i < MAX_FILES; i++)
        if (dirty[i].inode && strcmp(dirty[i].path, from) == 0)
            snprintf(dirty[i].path, PATH_MAX, "%s", to);
}

/* Something that is sent and counts. */
static int sends(int fd)
{
    struct stat now;
    return number("CRASH_SOCKETS") && fstat(fd, &now) == 0 && S_ISSOCK(now.st_mode);
}

/* Every way to send is torn here: half of this arrives. */
static void count_send(int fd, const void *data, size_t len)
{
    pthread_mutex_lock(&lock);
    if (last_step()) {
        /* A peer that hung up gets nothing, as without a crash. */
        (void)!NEXT(send)(fd, data, len / 2, MSG_NOSIGNAL);
        die();
    }
    pthread_mutex_unlock(&lock);
}

ssize_t write(int fd, const void *data, size_t len)
{
    __typeof__(&write) next = NEXT(write);
    if (sends(fd))
        count_send(fd, data, len);
    if (!file_below(fd))
        return next(fd, data, len);
    pthread_mutex_lock(&lock);
    grows(fd);
    if (last_step()) {
        if (next(fd, data, len / 2) < 0)
            abort();
        die();
    }
    ssize_t done = next(fd, data, len);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t len, off64_t at)
{
    __typeof__(&pwrite64) next = NEXT(pwrite64);
    if (!file_below(fd))
        return next(fd, data, len, at);
    pthread_mutex_lock(&lock);
    grows(fd);
    if (last_step()) {
        if (next(fd, data, len / 2, at) < 0)
            abort();
        die();
    }
    ssize_t done = next(fd, data, len, at);
    pthread_mutex_unlock(&lock);
    return done;
}

static int flush(int fd, int (*next)(int))
{
    if (!file_below(fd))
        return next(fd);
    count();
    int done = next(fd);
    pthread_mutex_lock(&lock);
    is_flushed(fd);
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd)
{
    return flush(fd, NEXT(fsync));
}

int fdatasync(int fd)
{
    return flush(fd, NEXT(fdatasync));
}

int rename(const char *from, const char *to)
{
    if (!below(from) && !below(to))
        return NEXT(rename)(from, to);
    count();
    pthread_mutex_lock(&lock);
    is_renamed(from, to);
    int done = NEXT(rename)(from, to);
    pthread_mutex_unlock(&lock);
    return done;
}

int unlink(const char *path)
{
    if (!below(path))
        return NEXT(unlink)(path);
    count();
    pthread_mutex_lock(&lock);
    is_gone(path);
    int done = NEXT(unlink)(path);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate64(int fd, off64_t len)
{
    if (file_below(fd))
        count();
    return NEXT(ftruncate64)(fd, len);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, int) : 0;
    va_end(more);
    if (below(path) && flags & (O_CREAT | O_TRUNC))
        count();
    return NEXT(open64)(path, flags, mode);
}

ssize_t writev(int fd, const struct iovec *parts, int number_of)
{
    if (sends(fd) && number_of > 0)
        count_send(fd, parts[0].iov_base, parts[0].iov_len);
    else if (file_below(fd))
        abort(); /* Nothing does, so nothing here tears it. */
    return NEXT(writev)(fd, parts, number_of);
}

ssize_t send(int fd, const void *data, size_t len, int flags)
{
    if (sends(fd))
        count_send(fd, data, len);
    return NEXT(send)(fd, data, len, flags);
}

ssize_t sendto(int fd, const void *data, size_t len, int flags, const struct sockaddr *to,
               socklen_t to_len)
{
    if (sends(fd))
        count_send(fd, data, len);
    return NEXT(sendto)(fd, data, len, flags, to, to_len);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    if (sends(fd) && message->msg_iovlen > 0)
        count_send(fd, message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
    return NEXT(sendmsg)(fd, message, flags);
}
