/*
 * An NVIDIA driver library that plays power traces. The library `x.so` does what the file `x.so.control` says; it
 * reads the file again when it has changed (write a new one and rename it over the old). A line each:
 *
 *     init CODE              what nvmlInit answers
 *     driver VERSION         what nvmlSystemGetDriverVersion answers
 *     nvml VERSION           what nvmlSystemGetNVMLVersion answers
 *     since SECONDS          when the driver was loaded, and the energy counters began
 *     process PID NAME       a name for nvmlSystemGetProcessName
 *     gpu KEY=VALUE ... name=NAME
 *
 * The GPUs come in the order of NVML; the name comes last and ends with the line. A VALUE holds no space, its parts
 * are set apart by colons, `-` is "not supported". All times are seconds of CLOCK_MONOTONIC. The keys of a GPU:
 *
 *     uuid, pci (DOMAIN:BUS:DEVICE, hexadecimal), arch (nvmlDeviceArchitecture_t), mig (0, 1 or -)
 *     trace      what the device draws, watts and seconds, a function of the clock:
 *                  constant:W   square:HIGH:LOW:PERIOD:PHASE (high first)   ramp:FROM:TO:PERIOD:PHASE (a sawtooth)
 *                  bursts:SEED:IDLE:PEAK:SLOT (each slot begins with a burst, its power and length a hash)
 *     energy     millijoules that the counter always says, or live (it follows the trace), or -
 *     counter    PERIOD:PHASE:START:SENSED - seconds between updates, when they are, the millijoules that it began
 *                  with, and the share of each period, its end, that is sensed and taken for the whole
 *     power      milliwatts that are always said, or live, or -
 *     reading    PERIOD:PHASE:AVERAGE - updates of the power, and the seconds before one that its value averages
 *                  over (0: the power at that moment). NVML_FI_DEV_POWER_INSTANT never averages
 *     fields     0 where the driver knows no power among the field values
 *     reset      SECONDS - the driver is loaded anew: the counter starts again from 0
 *     stall      FROM:TO - in between the counter says what it said at FROM
 *     glitch     FROM:TO:MILLIJOULES - in between it says so much less
 *     error      CODE:FROM - every call for the device answers CODE from then on
 *     temperature (degrees Celsius), clocks (bits of nvmlClocksEventReasons), limit (milliwatts)
 *     graphics-clock, memory-clock   the applications clocks, MHz
 *     persistence, ecc   0, 1 or -
 *     compute, graphics   the processes that use the device: PID,PID
 *
 * Compiled with OLD_DRIVER, the library lacks the functions that drivers of the Pascal years lack.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
  SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NO_PERMISSION = 4, NOT_FOUND = 6,
  INSUFFICIENT_SIZE = 7, UNKNOWN = 999
};
enum { MAX_DEVICES = 16, MAX_PROCESSES = 64, MAX_LINE = 4096 };
enum { CONSTANT, SQUARE, RAMP, BURSTS };

struct trace {
  int kind;
  uint32_t seed;
  double high, low, period, phase;
};

/* A value that the control file fixes, that follows the trace, or that the device does not support. */
struct reading {
  enum { UNSUPPORTED, FIXED, LIVE } kind;
  uint64_t value;
};

struct pids {
  int supported;
  unsigned count, pid[MAX_PROCESSES];
};

struct device {
  char uuid[96], name[96];
  unsigned domain, bus, device, architecture;
  struct reading mig, ecc, persistence, energy, power, temperature, clocks, limit, graphics_clock, memory_clock;
  struct trace trace;
  double counter_period, counter_phase, counter_start, sensed;
  double power_period, power_phase, average;
  int fields, error;
  double error_from, reset, stall_from, stall_to, glitch_from, glitch_to, glitch;
  struct pids compute, graphics;
  /* What the counter held after the update number `tick`, so that no call sums from the beginning. */
  struct { int64_t tick; double origin, joules; } sum;
};

static struct {
  int loaded, init;
  char path[4096], driver[80], nvml[80];
  struct timespec modified;
  ino_t inode;
  double since;
  unsigned count, names;
  struct device devices[MAX_DEVICES];
  struct { unsigned pid; char name[256]; } process[MAX_PROCESSES];
} now;
static int users;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static double clock_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

/* The trace */

static uint32_t mix(uint32_t x) {
  x = (x ^ x >> 16) * 0x21f0aaad;
  x = (x ^ x >> 15) * 0x735a2d97;
  return x ^ x >> 15;
}

/* From 0 to 1, the same for the same burst. */
static double chance(uint32_t seed, double slot, uint32_t which) {
  return mix(mix(seed + (uint32_t)slot * 0x9e3779b9) + which) / 4294967296.0;
}

static double burst_w(const struct trace *t, double slot) {
  return t->low + (t->high - t->low) * chance(t->seed, slot, 1);
}

/* Joules above idle from the start of the slot on. */
static double burst_j(const struct trace *t, double slot, double seconds) {
  double length = t->period * chance(t->seed, slot, 2);
  return (burst_w(t, slot) - t->low) * (seconds < length ? seconds : length);
}

static double power_w(const struct trace *t, double at) {
  double slot = floor((at - t->phase) / t->period), in = at - t->phase - slot * t->period;
  switch (t->kind) {
    case SQUARE: return in < t->period / 2 ? t->high : t->low;
    case RAMP: return t->low + (t->high - t->low) * in / t->period;
    case BURSTS: return in < t->period * chance(t->seed, slot, 2) ? burst_w(t, slot) : t->low;
    default: return t->high;
  }
}

/* Joules since the trace's phase, of those traces that repeat. */
static double periodic_j(const struct trace *t, double at) {
  double number = floor((at - t->phase) / t->period), in = at - t->phase - number * t->period, half = t->period / 2;
  double whole = number * (t->high + t->low) * half;
  if (t->kind == RAMP) return whole + t->low * in + (t->high - t->low) * in * in / (2 * t->period);
  return whole + (in < half ? t->high * in : t->high * half + t->low * (in - half));
}

static double energy_j(const struct trace *t, double from, double to) {
  if (t->kind == CONSTANT) return t->high * (to - from);
  if (t->kind != BURSTS) return periodic_j(t, to) - periodic_j(t, from);
  double joules = t->low * (to - from), first = floor(from / t->period), last = floor(to / t->period);
  for (double slot = first; slot <= last; ++slot) {
    if (slot == last) joules += burst_j(t, slot, to - slot * t->period);
    else joules += burst_j(t, slot, t->period);
    if (slot == first) joules -= burst_j(t, slot, from - slot * t->period);
  }
  return joules;
}

static int parse_trace(const char *text, struct trace *t) {
  *t = (struct trace){.kind = CONSTANT, .period = 1};
  if (sscanf(text, "constant:%lf", &t->high) == 1) return 1;
  t->kind = SQUARE;
  if (sscanf(text, "square:%lf:%lf:%lf:%lf", &t->high, &t->low, &t->period, &t->phase) == 4) return 1;
  t->kind = RAMP;
  if (sscanf(text, "ramp:%lf:%lf:%lf:%lf", &t->low, &t->high, &t->period, &t->phase) == 4) return 1;
  t->kind = BURSTS;
  return sscanf(text, "bursts:%u:%lf:%lf:%lf", &t->seed, &t->low, &t->high, &t->period) == 4;
}

/* For tests: what the library holds a trace's energy to be. */
double simulatedTraceEnergyJ(const char *text, double from, double to) {
  struct trace t;
  return parse_trace(text, &t) ? energy_j(&t, from, to) : NAN;
}

/* The control file */

static struct reading parse_reading(const char *text) {
  if (*text == '-') return (struct reading){UNSUPPORTED, 0};
  if (strcmp(text, "live") == 0) return (struct reading){LIVE, 0};
  return (struct reading){FIXED, strtoull(text, NULL, 10)};
}

static struct pids parse_pids(const char *text) {
  struct pids pids = {.supported = *text != '-'};
  while (pids.supported && *text && pids.count < MAX_PROCESSES) {
    pids.pid[pids.count++] = strtoul(text, NULL, 10);
    text += strcspn(text, ",");
    text += *text == ',';
  }
  return pids;
}

static int parse_key(struct device *d, const char *key, const char *value) {
#define IS(name) (strcmp(key, name) == 0)
  if (IS("uuid")) return sscanf(value, "%95s", d->uuid) == 1;
  if (IS("pci")) return sscanf(value, "%x:%x:%x", &d->domain, &d->bus, &d->device) == 3;
  if (IS("arch")) return sscanf(value, "%u", &d->architecture) == 1;
  if (IS("mig")) return d->mig = parse_reading(value), 1;
  if (IS("trace")) return parse_trace(value, &d->trace);
  if (IS("energy")) return d->energy = parse_reading(value), 1;
  if (IS("counter"))
    return sscanf(value, "%lf:%lf:%lf:%lf", &d->counter_period, &d->counter_phase, &d->counter_start, &d->sensed) == 4;
  if (IS("power")) return d->power = parse_reading(value), 1;
  if (IS("reading")) return sscanf(value, "%lf:%lf:%lf", &d->power_period, &d->power_phase, &d->average) == 3;
  if (IS("fields")) return sscanf(value, "%d", &d->fields) == 1;
  if (IS("reset")) return sscanf(value, "%lf", &d->reset) == 1;
  if (IS("stall")) return sscanf(value, "%lf:%lf", &d->stall_from, &d->stall_to) == 2;
  if (IS("glitch")) return sscanf(value, "%lf:%lf:%lf", &d->glitch_from, &d->glitch_to, &d->glitch) == 3;
  if (IS("error")) return sscanf(value, "%d:%lf", &d->error, &d->error_from) == 2;
  if (IS("temperature")) return d->temperature = parse_reading(value), 1;
  if (IS("clocks")) return d->clocks = parse_reading(value), 1;
  if (IS("limit")) return d->limit = parse_reading(value), 1;
  if (IS("graphics-clock")) return d->graphics_clock = parse_reading(value), 1;
  if (IS("memory-clock")) return d->memory_clock = parse_reading(value), 1;
  if (IS("persistence")) return d->persistence = parse_reading(value), 1;
  if (IS("ecc")) return d->ecc = parse_reading(value), 1;
  if (IS("compute")) return d->compute = parse_pids(value), 1;
  if (IS("graphics")) return d->graphics = parse_pids(value), 1;
#undef IS
  return 0;
}

static int parse_device(char *line, struct device *d) {
  *d = (struct device){
      .trace = {.kind = CONSTANT, .period = 1}, .counter_period = 0.02, .sensed = 1, .power_period = 0.1, .fields = 1,
      .error_from = INFINITY, .reset = INFINITY, .stall_from = INFINITY, .glitch_from = INFINITY,
      .compute = {.supported = 1}, .graphics = {.supported = 1}, .sum = {.origin = NAN}};
  char *name = strstr(line, "name=");
  if (!name) return 0;
  snprintf(d->name, sizeof d->name, "%s", name + 5);
  *name = 0;
  for (char *rest, *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
    char *value = strchr(word, '=');
    if (!value) return 0;
    *value = 0;
    if (!parse_key(d, word, value + 1)) return 0;
  }
  return 1;
}

static int parse(FILE *file) {
  char line[MAX_LINE];
  now.count = now.names = 0;
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = 0;
    if (sscanf(line, "init %d", &now.init) == 1 || sscanf(line, "since %lf", &now.since) == 1 ||
        sscanf(line, "driver %79s", now.driver) == 1 || sscanf(line, "nvml %79s", now.nvml) == 1)
      continue;
    if (now.names < MAX_PROCESSES &&
        sscanf(line, "process %u %255[^\n]", &now.process[now.names].pid, now.process[now.names].name) == 2)
      ++now.names;
    else if (now.count < MAX_DEVICES && strncmp(line, "gpu ", 4) == 0 && parse_device(line + 4, &now.devices[now.count]))
      ++now.count;
    else
      return fprintf(stderr, "simulated NVML: not understood: %s\n", line), UNKNOWN;
  }
  return SUCCESS;
}

static int load(void) {
  Dl_info self;
  struct stat file;
  if (!now.path[0]) {
    if (!dladdr((void *)load, &self)) return UNKNOWN;
    snprintf(now.path, sizeof now.path, "%s.control", self.dli_fname);
  }
  if (stat(now.path, &file)) return UNKNOWN;
  if (now.loaded && now.inode == file.st_ino && now.modified.tv_sec == file.st_mtim.tv_sec &&
      now.modified.tv_nsec == file.st_mtim.tv_nsec)
    return SUCCESS;
  FILE *opened = fopen(now.path, "r");
  if (!opened) return UNKNOWN;
  int code = parse(opened);
  fclose(opened);
  now.loaded = code == SUCCESS;
  now.inode = file.st_ino;
  now.modified = file.st_mtim;
  return code;
}

/* The readings */

static int power_mw(const struct device *d, double average, unsigned *milliwatts) {
  if (d->power.kind == UNSUPPORTED) return NOT_SUPPORTED;
  if (d->power.kind == FIXED) return *milliwatts = d->power.value, SUCCESS;
  double tick = floor((clock_s() - d->power_phase) / d->power_period) * d->power_period + d->power_phase;
  double watts = average > 0 ? energy_j(&d->trace, tick - average, tick) / average : power_w(&d->trace, tick);
  *milliwatts = lround(watts * 1000);
  return SUCCESS;
}

static int plain(struct reading reading, unsigned *value) {
  if (reading.kind != FIXED) return NOT_SUPPORTED;
  *value = reading.value;
  return SUCCESS;
}

static int copy(const char *text, char *to, unsigned length) {
  if (strlen(text) + 1 > length) return INSUFFICIENT_SIZE;
  strcpy(to, text);
  return SUCCESS;
}

/* Runs what is given with the device `d`, and alone: programs call from several threads. */
#define WITH(handle, ...)                                              \
  pthread_mutex_lock(&lock);                                           \
  int code = users > 0 ? load() : UNINITIALIZED;                       \
  size_t number = (size_t)(handle);                                    \
  struct device *d = &now.devices[number - 1];                         \
  if (!code && (number < 1 || number > now.count)) code = INVALID_ARGUMENT; \
  if (!code && clock_s() >= d->error_from) code = d->error;            \
  if (!code) { __VA_ARGS__; }                                                 \
  pthread_mutex_unlock(&lock);                                         \
  return code;

/* Runs what is given where no device is asked for. */
#define ALONE(...)                              \
  pthread_mutex_lock(&lock);                     \
  int code = users > 0 ? load() : UNINITIALIZED; \
  if (!code) { __VA_ARGS__; }                           \
  pthread_mutex_unlock(&lock);                   \
  return code;

/* NVML */

int nvmlInit_v2(void) {
  pthread_mutex_lock(&lock);
  int code = load();
  if (!code) code = now.init;
  if (!code) ++users;
  pthread_mutex_unlock(&lock);
  return code;
}

int nvmlInit(void) { return nvmlInit_v2(); }

int nvmlInitWithFlags(unsigned flags) { return (void)flags, nvmlInit_v2(); }

int nvmlShutdown(void) { ALONE(--users) }

const char *nvmlErrorString(int code) {
  switch (code) {
    case SUCCESS: return "Success";
    case UNINITIALIZED: return "Uninitialized";
    case INVALID_ARGUMENT: return "Invalid Argument";
    case NOT_SUPPORTED: return "Not Supported";
    case NO_PERMISSION: return "Insufficient Permissions";
    case NOT_FOUND: return "Not Found";
    case INSUFFICIENT_SIZE: return "Insufficient Size";
    case 9: return "Driver Not Loaded";
    case 15: return "GPU is lost";
    default: return "Unknown Error";
  }
}

static int version(const char *text, char *to, unsigned length) {
  return *text == '-' ? NOT_SUPPORTED : copy(text, to, length);
}

int nvmlSystemGetDriverVersion(char *to, unsigned length) { ALONE(code = version(now.driver, to, length)) }

int nvmlSystemGetNVMLVersion(char *to, unsigned length) { ALONE(code = version(now.nvml, to, length)) }

int nvmlSystemGetProcessName(unsigned pid, char *name, unsigned length) {
  ALONE({
    code = NOT_FOUND;
    for (unsigned i = 0; i < now.names; ++i)
      if (now.process[i].pid == pid) code = copy(now.process[i].name, name, length);
  })
}

int nvmlDeviceGetCount_v2(unsigned *count) { ALONE(*count = now.count) }

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **handle) {
  ALONE(if (index < now.count) *handle = (void *)(size_t)(index + 1); else code = INVALID_ARGUMENT)
}

int nvmlDeviceGetHandleByUUID(const char *uuid, void **handle) {
  ALONE({
    code = NOT_FOUND;
    for (size_t i = 0; i < now.count; ++i)
      if (strcmp(now.devices[i].uuid, uuid) == 0) *handle = (void *)(i + 1), code = SUCCESS;
  })
}

int nvmlDeviceGetIndex(void *handle, unsigned *index) { WITH(handle, *index = number - 1) }

int nvmlDeviceGetUUID(void *handle, char *uuid, unsigned length) { WITH(handle, code = copy(d->uuid, uuid, length)) }

int nvmlDeviceGetName(void *handle, char *name, unsigned length) { WITH(handle, code = copy(d->name, name, length)) }

struct pci_info {
  char bus_id_legacy[16];
  unsigned domain, bus, device, pci_device_id, pci_subsystem_id;
  char bus_id[32];
};

int nvmlDeviceGetPciInfo_v3(void *handle, struct pci_info *pci) {
  WITH(handle, {
    *pci = (struct pci_info){.domain = d->domain, .bus = d->bus, .device = d->device};
    snprintf(pci->bus_id_legacy, sizeof pci->bus_id_legacy, "%04X:%02X:%02X.0", (uint16_t)d->domain, (uint8_t)d->bus,
             (uint8_t)d->device);
    snprintf(pci->bus_id, sizeof pci->bus_id, "%08X:%02X:%02X.0", d->domain, d->bus, d->device);
  })
}

int nvmlDeviceGetPowerUsage(void *handle, unsigned *milliwatts) {
  WITH(handle, code = power_mw(d, d->average, milliwatts))
}

int nvmlDeviceGetPowerManagementLimit(void *handle, unsigned *milliwatts) {
  WITH(handle, code = plain(d->limit, milliwatts))
}

int nvmlDeviceGetPowerManagementDefaultLimit(void *handle, unsigned *milliwatts) {
  WITH(handle, code = plain(d->limit, milliwatts))
}

int nvmlDeviceGetEnforcedPowerLimit(void *handle, unsigned *milliwatts) {
  WITH(handle, code = plain(d->limit, milliwatts))
}

enum { GRAPHICS_CLOCK = 0, MEMORY_CLOCK = 2 };

int nvmlDeviceGetApplicationsClock(void *handle, unsigned clock, unsigned *megahertz) {
  WITH(handle, {
    code = INVALID_ARGUMENT;
    if (clock == GRAPHICS_CLOCK) code = plain(d->graphics_clock, megahertz);
    if (clock == MEMORY_CLOCK) code = plain(d->memory_clock, megahertz);
  })
}

int nvmlDeviceGetEccMode(void *handle, unsigned *current, unsigned *pending) {
  WITH(handle, if (!(code = plain(d->ecc, current))) *pending = *current)
}

int nvmlDeviceGetTemperature(void *handle, unsigned sensor, unsigned *celsius) {
  (void)sensor;
  WITH(handle, code = plain(d->temperature, celsius))
}

static int clocks(void *handle, unsigned long long *reasons) {
  unsigned bits = 0;
  WITH(handle, if (!(code = plain(d->clocks, &bits))) *reasons = bits)
}

int nvmlDeviceGetCurrentClocksThrottleReasons(void *handle, unsigned long long *reasons) {
  return clocks(handle, reasons);
}

int nvmlDeviceGetComputeMode(void *handle, unsigned *mode) { WITH(handle, *mode = 0) }

int nvmlDeviceGetPersistenceMode(void *handle, unsigned *mode) { WITH(handle, code = plain(d->persistence, mode)) }

struct utilization { unsigned gpu, memory; };

int nvmlDeviceGetUtilizationRates(void *handle, struct utilization *utilization) {
  WITH(handle, *utilization = ((struct utilization){100, 50}))
}

struct memory { unsigned long long total, free, used; };

int nvmlDeviceGetMemoryInfo(void *handle, struct memory *memory) {
  WITH(handle, *memory = ((struct memory){80ull << 30, 60ull << 30, 20ull << 30}))
}

/* The protocol of NVML's lists: too small a space is an error that says how much there is. */
static int list(struct pids pids, unsigned *count, char *infos, size_t size) {
  if (!pids.supported) return NOT_SUPPORTED;
  unsigned space = infos ? *count : 0;
  *count = pids.count;
  if (pids.count > space) return INSUFFICIENT_SIZE;
  for (unsigned i = 0; i < pids.count; ++i) {
    /* nvmlProcessInfo_t: pid at 0, usedGpuMemory at 8; from v2 on two instances at 16, all ones where no MIG is. */
    memset(infos + i * size, 0xff, size);
    memcpy(infos + i * size, &pids.pid[i], sizeof pids.pid[i]);
    memcpy(infos + i * size + 8, &(uint64_t){1 << 30}, 8);
  }
  return SUCCESS;
}

int nvmlDeviceGetComputeRunningProcesses(void *handle, unsigned *count, char *infos) {
  WITH(handle, code = list(d->compute, count, infos, 16))
}

int nvmlDeviceGetGraphicsRunningProcesses(void *handle, unsigned *count, char *infos) {
  WITH(handle, code = list(d->graphics, count, infos, 16))
}

#ifndef OLD_DRIVER
int nvmlDeviceGetComputeRunningProcesses_v3(void *handle, unsigned *count, char *infos) {
  WITH(handle, code = list(d->compute, count, infos, 24))
}

int nvmlDeviceGetGraphicsRunningProcesses_v3(void *handle, unsigned *count, char *infos) {
  WITH(handle, code = list(d->graphics, count, infos, 24))
}

int nvmlDeviceGetCurrentClocksEventReasons(void *handle, unsigned long long *reasons) {
  return clocks(handle, reasons);
}

int nvmlDeviceGetArchitecture(void *handle, unsigned *architecture) { WITH(handle, *architecture = d->architecture) }

int nvmlDeviceGetMigMode(void *handle, unsigned *current, unsigned *pending) {
  WITH(handle, if (!(code = plain(d->mig, current))) *pending = *current)
}

/* Joules that the counter gained from `origin` to the update at or before `at`. */
static double counted_j(struct device *d, double origin, double at) {
  int64_t last = floor((at - d->counter_phase) / d->counter_period);
  if (d->sum.origin != origin || d->sum.tick > last) {
    d->sum.origin = origin;
    d->sum.tick = floor((origin - d->counter_phase) / d->counter_period);
    d->sum.joules = 0;
  }
  while (d->sum.tick < last) {
    double to = ++d->sum.tick * d->counter_period + d->counter_phase;
    double from = fmax(to - d->sensed * d->counter_period, origin);
    if (to > from) d->sum.joules += energy_j(&d->trace, from, to) / d->sensed;
  }
  return d->sum.joules;
}

static int energy_mj(struct device *d, unsigned long long *millijoules) {
  if (d->energy.kind == UNSUPPORTED) return NOT_SUPPORTED;
  if (d->energy.kind == FIXED) return *millijoules = d->energy.value, SUCCESS;
  double clock = clock_s(), at = clock >= d->stall_from && clock < d->stall_to ? d->stall_from : clock;
  double value = at >= d->reset ? 1000 * counted_j(d, d->reset, at)
                                : d->counter_start + 1000 * counted_j(d, now.since, at);
  if (clock >= d->glitch_from && clock < d->glitch_to) value = fmax(value - d->glitch, 0);
  *millijoules = value;
  return SUCCESS;
}

int nvmlDeviceGetTotalEnergyConsumption(void *handle, unsigned long long *millijoules) {
  WITH(handle, code = energy_mj(d, millijoules))
}

/* nvmlDeviceGetC2cModeInfoV: a GPU beside no Grace. */
int nvmlDeviceGetC2cModeInfoV(void *handle, unsigned *info) {
  (void)info;
  WITH(handle, code = NOT_SUPPORTED)
}

struct field_value {
  unsigned id, scope;
  long long timestamp, latency;
  unsigned type;
  int code;
  union { unsigned number; unsigned long long large; } value;
};
enum { ENERGY = 83, POWER_AVERAGE = 185, POWER_INSTANT = 186, UNSIGNED_INT = 1, UNSIGNED_LONG_LONG = 3 };

static void field(struct device *d, struct field_value *f) {
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  f->timestamp = wall.tv_sec * 1000000ll + wall.tv_nsec / 1000;
  f->latency = 0;
  f->value.large = 0;
  f->type = f->id == ENERGY ? UNSIGNED_LONG_LONG : UNSIGNED_INT;
  f->code = NOT_SUPPORTED;
  if (f->scope) return;
  if (f->id == ENERGY) f->code = energy_mj(d, &f->value.large);
  if (!d->fields) return;
  if (f->id == POWER_INSTANT) f->code = power_mw(d, 0, &f->value.number);
  if (f->id == POWER_AVERAGE && d->average > 0) f->code = power_mw(d, d->average, &f->value.number);
}

int nvmlDeviceGetFieldValues(void *handle, int count, struct field_value *values) {
  WITH(handle, for (int i = 0; i < count; ++i) field(d, &values[i]))
}
#endif
