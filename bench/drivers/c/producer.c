/*
 * The limit that the others are held against: a C program on librdkafka's event API. One thread produces and
 * drains; reports come as events that hold many messages, and every one of them is looked at and counted.
 *
 *   producer --mode callback|headers|json|one-by-one|open-loop --topic T --messages N --warm-up N --bytes N --rate R
 *            -X name=value ...
 *
 * full-speed is another name of callback. open-loop: message i is due i / rate seconds after the start, and its latency
 * counts from then until its report has been read.
 *
 * Prints one line of JSON; anything but "every message delivered" is an exit code other than 0.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "rdkafka.h"

/* Different values, so that nothing is fast only because it is always the same cache line. */
#define POOL 1024
#define POOL_MASK (POOL - 1)
#define KEYS 1000
/* Produce calls between two looks at the queue of reports. */
#define DRAIN_EVERY 1000
#define GIVE_UP_SECONDS 60

typedef enum { CALLBACK, HEADERS, JSON, ONE_BY_ONE, OPEN_LOOP, FULL_SPEED } mode_t_;

static struct {
  mode_t_ mode;
  const char *topic;
  long messages, warm_up;
  size_t bytes;
  double rate;
} args = {CALLBACK, "bench", 1000, 1, 100, 100000};

static rd_kafka_t *client;
static rd_kafka_topic_t *topic;
static rd_kafka_queue_t *queue;
static char *pool;
static char keys[KEYS][16];
static long delivered, failed;
/* Of an open loop: when it started, and each message's latency; NULL in other modes. */
static double loop_started;
static double *latencies;

static void die(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static double now_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double thread_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds_of(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

static void note_latency(long index) {
  latencies[index] = (now_seconds() - loop_started - (double)index / args.rate) * 1e6;
}

/* Takes what reports there are, waiting for the first up to timeout_ms; returns their number. */
static long drain(int timeout_ms) {
  long before = delivered + failed;
  rd_kafka_event_t *event;
  while ((event = rd_kafka_queue_poll(queue, timeout_ms)) != NULL) {
    if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR) {
      const rd_kafka_message_t *message;
      while ((message = rd_kafka_event_message_next(event)) != NULL) {
        if (latencies) note_latency((long)(intptr_t)message->_private);
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
          delivered++;
        else if (failed++ == 0)
          fprintf(stderr, "first failure: %s\n", rd_kafka_err2str(message->err));
      }
    } else if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR) {
      fprintf(stderr, "error: %s\n", rd_kafka_event_error_string(event));
    }
    rd_kafka_event_destroy(event);
    timeout_ms = 0;
  }
  return delivered + failed - before;
}

static rd_kafka_resp_err_t produce_with_headers(char *value) {
  struct timespec now;
  rd_kafka_headers_t *headers = rd_kafka_headers_new(2);
  rd_kafka_resp_err_t error;
  rd_kafka_header_add(headers, "trace-id", -1, "4bf92f3577b34da6", -1);
  rd_kafka_header_add(headers, "source", -1, "bench", -1);
  clock_gettime(CLOCK_REALTIME, &now);
  error = rd_kafka_producev(client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                            RD_KAFKA_V_VALUE(value, args.bytes),
                            RD_KAFKA_V_TIMESTAMP((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000),
                            RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
  /* The list is librdkafka's only if the message is. */
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_headers_destroy(headers);
  return error;
}

static rd_kafka_resp_err_t produce(long index) {
  char *value = pool + (size_t)(index & POOL_MASK) * args.bytes;
  const char *key = args.mode == JSON ? keys[index % KEYS] : NULL;
  if (args.mode == HEADERS) return produce_with_headers(value);
  if (rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value, args.bytes, key,
                       key ? strlen(key) : 0, (void *)(intptr_t)index) == 0)
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  return rd_kafka_last_error();
}

static void produce_when_there_is_room(long index) {
  rd_kafka_resp_err_t error;
  while ((error = produce(index)) == RD_KAFKA_RESP_ERR__QUEUE_FULL) drain(10);
  if (error) die("produce", rd_kafka_err2str(error));
  if (index % DRAIN_EVERY == 0) drain(0);
}

static void wait_for_reports(long target) {
  double last_report = now_seconds();
  while (delivered + failed < target) {
    if (drain(100) > 0)
      last_report = now_seconds();
    else if (now_seconds() - last_report > GIVE_UP_SECONDS)
      die("drain", "no report came for a minute");
  }
}

/* Produces and waits until every message has its report. */
static void run(long messages) {
  long target = delivered + failed + messages;
  for (long index = 0; index < messages; index++) produce_when_there_is_room(index);
  wait_for_reports(target);
}

/* Sends what is due every millisecond, or as soon as reports were there; what came late is made up for. */
static double *run_open_loop(long messages) {
  long target = delivered + failed + messages;
  double *micros = malloc((size_t)messages * sizeof(*micros));
  loop_started = now_seconds();
  latencies = micros;
  for (long sent = 0; sent < messages; drain(1)) {
    double due = (now_seconds() - loop_started) * args.rate;
    while (sent < messages && (double)sent < due) produce_when_there_is_room(sent++);
  }
  wait_for_reports(target);
  latencies = NULL;
  return micros;
}

static int by_value(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return (difference > 0) - (difference < 0);
}

static double *run_one_by_one(long messages) {
  double *micros = malloc((size_t)messages * sizeof(*micros));
  for (long index = 0; index < messages; index++) {
    double started = now_seconds();
    run(1);
    micros[index] = (now_seconds() - started) * 1e6;
  }
  return micros;
}

static double percentile(const double *sorted, long count, double share) {
  long place = (long)((double)count * share + 0.999999) - 1;
  return sorted[place < 0 ? 0 : place];
}

static void set(rd_kafka_conf_t *conf, char *pair) {
  char text[512];
  char *equals = strchr(pair, '=');
  if (!equals) die(pair, "expected name=value");
  *equals = '\0';
  if (rd_kafka_conf_set(conf, pair, equals + 1, text, sizeof(text)) != RD_KAFKA_CONF_OK) die(pair, text);
}

static mode_t_ mode_of(const char *name) {
  static const char *names[] = {"callback", "headers", "json", "one-by-one", "open-loop", "full-speed"};
  for (int mode = CALLBACK; mode <= FULL_SPEED; mode++)
    if (strcmp(name, names[mode]) == 0) return (mode_t_)mode;
  die(name, "this driver has no such mode");
  return CALLBACK;
}

static void read_arguments(int argc, char **argv, rd_kafka_conf_t *conf) {
  static const struct option options[] = {
      {"mode", required_argument, NULL, 'm'},    {"topic", required_argument, NULL, 't'},
      {"messages", required_argument, NULL, 'n'}, {"warm-up", required_argument, NULL, 'w'},
      {"bytes", required_argument, NULL, 'b'},    {"rate", required_argument, NULL, 'r'},
      {NULL, 0, NULL, 0}};
  int option;
  while ((option = getopt_long(argc, argv, "X:", options, NULL)) != -1) {
    if (option == 'm') args.mode = mode_of(optarg);
    else if (option == 't') args.topic = optarg;
    else if (option == 'n') args.messages = atol(optarg);
    else if (option == 'w') args.warm_up = atol(optarg);
    else if (option == 'b') args.bytes = (size_t)atol(optarg);
    else if (option == 'r') args.rate = atof(optarg);
    else if (option == 'X') set(conf, optarg);
    else exit(2);
  }
}

static void fill_pool(void) {
  uint32_t state = 1;
  pool = malloc(POOL * args.bytes);
  for (size_t at = 0; at < POOL * args.bytes; at++) {
    state = state * 1664525u + 1013904223u;
    pool[at] = (char)(state >> 24);
  }
  for (int key = 0; key < KEYS; key++) snprintf(keys[key], sizeof(keys[key]), "order-%d", key);
}

int main(int argc, char **argv) {
  char text[512];
  double *micros = NULL;
  struct rusage before, after;
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  read_arguments(argc, argv, conf);
  fill_pool();
  rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR);
  if (!(client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof(text)))) die("rd_kafka_new", text);
  queue = rd_kafka_queue_get_main(client);
  topic = rd_kafka_topic_new(client, args.topic, NULL);

  run(args.warm_up);
  getrusage(RUSAGE_SELF, &before);
  double thread_started = thread_seconds();
  double started = now_seconds();
  if (args.mode == ONE_BY_ONE)
    micros = run_one_by_one(args.messages);
  else if (args.mode == OPEN_LOOP)
    micros = run_open_loop(args.messages);
  else
    run(args.messages);
  double seconds = now_seconds() - started;
  double on_thread = thread_seconds() - thread_started;
  getrusage(RUSAGE_SELF, &after);

  if (failed > 0 || delivered != args.warm_up + args.messages) die("reports", "not every message was delivered");
  printf("{\"client\":\"librdkafka %s\",\"runtime\":\"gcc %s\",", rd_kafka_version_str(), __VERSION__);
  printf("\"delivered\":%ld,\"seconds\":%.6f,\"userSeconds\":%.6f,\"systemSeconds\":%.6f,"
         "\"threadSeconds\":%.6f,\"rssPeakMiB\":%.1f",
         args.messages, seconds, seconds_of(after.ru_utime) - seconds_of(before.ru_utime),
         seconds_of(after.ru_stime) - seconds_of(before.ru_stime), on_thread, (double)after.ru_maxrss / 1024);
  if (micros) {
    qsort(micros, (size_t)args.messages, sizeof(*micros), by_value);
    printf(",\"p50Us\":%.1f,\"p99Us\":%.1f", percentile(micros, args.messages, 0.5),
           percentile(micros, args.messages, 0.99));
  }
  puts("}");
  fflush(stdout);
  rd_kafka_topic_destroy(topic);
  rd_kafka_queue_destroy(queue);
  rd_kafka_destroy(client);
  return 0;
}
