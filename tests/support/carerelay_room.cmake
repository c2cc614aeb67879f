# One target per room, its sources listed by name.
#
#   carerelay_room(carerelay_protocol
#     SOURCES ids.cpp message.cpp
#     USES Boost::headers OpenSSL::Crypto)
#
# USES is what the room's users get too: rooms and libraries alike. A room without sources yet is an
# interface target, so everything that names it configures and links.
function(carerelay_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;USES")
  if(room_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "carerelay_room(${name}): unknown arguments ${room_UNPARSED_ARGUMENTS}")
  endif()
  if(room_SOURCES)
    add_library(${name} STATIC ${room_SOURCES})
    target_link_libraries(${name} PUBLIC ${room_USES})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${room_USES})
  endif()
endfunction()
