// Runs sequences of transactional calls against librdkafka's embedded cluster and prints its answers.
// One sequence a line on stdin; its words are calls, `fail:API:CODE` for an injected error, and `FIRST+SECOND` for
// two calls at once. An answer is CODE, followed by r, a, f where librdkafka says retriable, abortable, fatal.
#include <pthread.h>
#include <rdkafka.h>
#include <rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BROKER 1
#define SLOW_MS 400
#define BETWEEN_MS 50
#define SETTLE_MS 50

static rd_kafka_t *producer;
static rd_kafka_resp_err_t reported;

static void onReport(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque) {
  (void)rk;
  (void)opaque;
  reported = message->err;
}

static void onLog(const rd_kafka_t *rk, int level, const char *facility, const char *text) {
  (void)rk;
  (void)level;
  (void)facility;
  (void)text;
}

static void onError(rd_kafka_t *rk, int code, const char *reason, void *opaque) {
  (void)rk;
  (void)code;
  (void)reason;
  (void)opaque;
}

static void answer(rd_kafka_error_t *error, char *to, size_t size) {
  snprintf(to, size, "%d%s%s%s", error ? rd_kafka_error_code(error) : 0,
           error && rd_kafka_error_is_retriable(error) ? "r" : "",
           error && rd_kafka_error_txn_requires_abort(error) ? "a" : "",
           error && rd_kafka_error_is_fatal(error) ? "f" : "");
  if (error) rd_kafka_error_destroy(error);
}

static rd_kafka_error_t *sendOffsets(int64_t offset) {
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, "in", 0)->offset = offset;
  rd_kafka_consumer_group_metadata_t *group = rd_kafka_consumer_group_metadata_new("group");
  rd_kafka_error_t *error = rd_kafka_send_offsets_to_transaction(producer, list, group, -1);
  rd_kafka_consumer_group_metadata_destroy(group);
  rd_kafka_topic_partition_list_destroy(list);
  return error;
}

static void produce(char *to, size_t size) {
  rd_kafka_resp_err_t code = rd_kafka_producev(producer, RD_KAFKA_V_TOPIC("out"), RD_KAFKA_V_PARTITION(0),
                                               RD_KAFKA_V_VALUE("x", 1), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                               RD_KAFKA_V_END);
  if (!code) {
    rd_kafka_flush(producer, 20000);
    code = reported;
    // The report comes before the transaction's state has changed.
    if (code) usleep(SETTLE_MS * 1000);
  }
  snprintf(to, size, "%d", code);
}

static void call(const char *name, char *to, size_t size) {
  if (!strcmp(name, "init")) answer(rd_kafka_init_transactions(producer, 20000), to, size);
  else if (!strcmp(name, "begin")) answer(rd_kafka_begin_transaction(producer), to, size);
  else if (!strcmp(name, "commit")) answer(rd_kafka_commit_transaction(producer, -1), to, size);
  else if (!strcmp(name, "abort")) answer(rd_kafka_abort_transaction(producer, -1), to, size);
  else if (!strcmp(name, "offsets")) answer(sendOffsets(7), to, size);
  else if (!strcmp(name, "none")) answer(sendOffsets(-1001), to, size);
  else if (!strcmp(name, "produce")) produce(to, size);
  else exit(2);
}

struct other {
  const char *name;
  char text[32];
};

static void *run(void *opaque) {
  struct other *other = opaque;
  call(other->name, other->text, sizeof other->text);
  return NULL;
}

static void callBoth(char *word) {
  rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(producer);
  char *plus = strchr(word, '+');
  *plus = 0;
  struct other first = {word, ""};
  char second[32];
  pthread_t thread;
  rd_kafka_mock_broker_set_rtt(cluster, BROKER, SLOW_MS);
  pthread_create(&thread, NULL, run, &first);
  usleep(BETWEEN_MS * 1000);
  call(plus + 1, second, sizeof second);
  pthread_join(thread, NULL);
  rd_kafka_mock_broker_set_rtt(cluster, BROKER, 0);
  printf("%s+%s ", first.text, second);
}

static void open(void) {
  const char *properties[][2] = {{"test.mock.num.brokers", "1"}, {"transactional.id", "golden"},
                                 {"retry.backoff.ms", "10"},     {"linger.ms", "0"},
                                 {"message.timeout.ms", "20000"}};
  char why[256];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  for (size_t at = 0; at < sizeof properties / sizeof *properties; at++) {
    if (rd_kafka_conf_set(conf, properties[at][0], properties[at][1], why, sizeof why)) exit(3);
  }
  rd_kafka_conf_set_dr_msg_cb(conf, onReport);
  rd_kafka_conf_set_log_cb(conf, onLog);
  rd_kafka_conf_set_error_cb(conf, onError);
  producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
  rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(producer);
  rd_kafka_mock_topic_create(cluster, "in", 4, 1);
  rd_kafka_mock_topic_create(cluster, "out", 4, 1);
}

int main(void) {
  char line[4096];
  while (fgets(line, sizeof line, stdin)) {
    open();
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
      int kind = 0;
      int code = 0;
      char text[32] = "";
      if (sscanf(word, "fail:%d:%d", &kind, &code) == 2) {
        rd_kafka_mock_push_request_errors(rd_kafka_handle_mock_cluster(producer), (int16_t)kind, 1, code);
      } else if (strchr(word, '+')) {
        callBoth(word);
        continue;
      } else {
        call(word, text, sizeof text);
      }
      printf("%s ", *text ? text : "-");
    }
    printf("\n");
    fflush(stdout);
    rd_kafka_purge(producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(producer, 1000);
    rd_kafka_destroy(producer);
  }
  return 0;
}
