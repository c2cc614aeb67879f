#pragma once

#include "tests/contract/channel_kit.hpp"

/// Services that reach single persons, played below HTTP (tests/system/channels plays them with real sockets).
namespace carerelay::contract {

std::unique_ptr<played_side> make_whatsapp();
std::unique_ptr<played_side> make_whatsapp_group();
std::unique_ptr<played_side> make_notify_sms();
std::unique_ptr<played_side> make_notify_email();

}  // namespace carerelay::contract
