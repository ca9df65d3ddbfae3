// A client's topics: their handles, and what a broker says of them.
#pragma once

#include <node_api.h>

namespace lingerbus {

/** topic(name, partitioner): its number, or librdkafka's negative code */
napi_value topic(napi_env env, napi_callback_info info);
/** metadata(topic or −1, timeoutMs): Promise of the metadata, or of librdkafka's code */
napi_value metadata(napi_env env, napi_callback_info info);
/** metadataSync(topic, timeoutMs): the same, blocking the thread */
napi_value metadataSync(napi_env env, napi_callback_info info);

/** topicConfig(topic, timeoutMs): Promise of an object of texts, or of librdkafka's code */
napi_value topicConfig(napi_env env, napi_callback_info info);

}  // namespace lingerbus
