// librdkafka's functions, found at run time in the copy that @confluentinc/kafka-javascript brought.
// A table of pointers is the one form that serves a shared librdkafka and one linked statically into a .node;
// two copies of the library in one process must never share an object.
#pragma once

#include <rdkafka.h>
#include <rdkafka_mock.h>

#include <memory>
#include <string>

#include "library-file.h"

namespace lingerbus {

/** What lingerbus cannot do without; a copy that lacks one of these is refused. */
#define LINGERBUS_REQUIRED(X)                                                                        \
  X(version) X(version_str) X(err2str) X(err2name) X(last_error)                                     \
  X(error_code) X(error_destroy)                                                                     \
  X(conf_new) X(conf_set) X(conf_destroy) X(conf_set_events) X(conf_set_throttle_cb) X(conf_set_opaque) \
  X(new) X(destroy) X(name) X(set_log_queue)                                                         \
  X(topic_new) X(topic_destroy) X(produce) X(produceva)                                              \
  X(default_topic_conf_dup) X(topic_conf_set) X(topic_conf_set_partitioner_cb) X(topic_conf_destroy) \
  X(headers_new) X(header_add) X(headers_destroy)                                                    \
  X(queue_get_main) X(queue_destroy) X(queue_poll) X(queue_cb_event_enable)                          \
  X(event_type) X(event_destroy) X(event_message_array)                                              \
  X(event_error) X(event_error_string) X(event_error_is_fatal) X(event_stats) X(event_log)           \
  X(message_timestamp) X(message_latency) X(message_status)                                          \
  X(flush) X(purge) X(metadata) X(metadata_destroy)

/** Only for what reads a topic's configuration. */
#define LINGERBUS_ADMIN(X)                                                                            \
  X(queue_new) X(AdminOptions_new) X(AdminOptions_destroy) X(AdminOptions_set_request_timeout)         \
  X(ConfigResource_new) X(ConfigResource_destroy) X(ConfigResource_configs) X(ConfigResource_error)    \
  X(ConfigEntry_name) X(ConfigEntry_value) X(ConfigEntry_is_sensitive)                                 \
  X(DescribeConfigs) X(DescribeConfigs_result_resources) X(event_DescribeConfigs_result)

/** For a broker's certificate, and for logging in while the client runs. */
#define LINGERBUS_SECURITY(X)                                                                        \
  X(conf_set_ssl_cert_verify_cb) X(oauthbearer_set_token) X(oauthbearer_set_token_failure)           \
  X(sasl_set_credentials)
/** Only for transactions. */
#define LINGERBUS_TRANSACTIONS(X)                                                                     \
  X(init_transactions) X(begin_transaction) X(commit_transaction) X(abort_transaction)                 \
  X(send_offsets_to_transaction) X(consumer_group_metadata_new_with_genid)                             \
  X(consumer_group_metadata_destroy) X(topic_partition_list_new) X(topic_partition_list_add)           \
  X(topic_partition_list_destroy) X(topic_partition_set_leader_epoch) X(mem_malloc)                    \
  X(error_string) X(error_is_fatal) X(error_is_retriable) X(error_txn_requires_abort)

/** For tests only; the mock API is outside librdkafka's promise of a stable ABI. */
#define LINGERBUS_OPTIONAL(X) \
  X(test_fatal_error) X(handle_mock_cluster) X(mock_push_request_errors_array) X(mock_broker_set_rtt)

/** For lingerbus/testing: all of them or no cluster. */
#define LINGERBUS_MOCK(X)                                                                             \
  X(mock_cluster_new) X(mock_cluster_destroy) X(mock_cluster_bootstraps) X(mock_topic_create)          \
  X(mock_topic_set_error) X(mock_partition_set_leader) X(mock_broker_set_down) X(mock_broker_set_up)   \
  X(mock_broker_push_request_error_rtts) X(mock_broker_error_stack_cnt) X(mock_clear_request_errors)   \
  X(mock_coordinator_set) X(mock_start_request_tracking) X(mock_get_requests) X(mock_clear_requests)   \
  X(mock_request_id) X(mock_request_api_key) X(mock_request_timestamp) X(mock_request_destroy_array)

/** `new` is a keyword: each member has an underscore where librdkafka's prefix was. */
struct Librdkafka {
#define LINGERBUS_DECLARE(name) decltype(&::rd_kafka_##name) _##name = nullptr;
  LINGERBUS_REQUIRED(LINGERBUS_DECLARE)
  LINGERBUS_ADMIN(LINGERBUS_DECLARE)
  LINGERBUS_SECURITY(LINGERBUS_DECLARE)
  LINGERBUS_TRANSACTIONS(LINGERBUS_DECLARE)
  LINGERBUS_OPTIONAL(LINGERBUS_DECLARE)
  LINGERBUS_MOCK(LINGERBUS_DECLARE)
#undef LINGERBUS_DECLARE

  /** The file that really runs, which need not be the one that was asked for. */
  std::string file;
};

/** Null where it cannot be used; then `why` says the reason. */
std::shared_ptr<const Librdkafka> openLibrdkafka(const std::string& file, Opening how, std::string& why);

}  // namespace lingerbus
