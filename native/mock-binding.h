// Node-API only: lingerbus/testing's mock cluster as JavaScript holds it.
#pragma once

#include <node_api.h>

#include <memory>

#include "librdkafka.h"

namespace lingerbus {

/** openCluster(brokers): a mock cluster; null with an exception. */
napi_value openCluster(napi_env env, napi_callback_info info, const std::shared_ptr<const Librdkafka>& library);

}  // namespace lingerbus
