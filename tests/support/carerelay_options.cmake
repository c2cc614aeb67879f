# Compiler and linker flags every target gets. Presets choose the compiler, the build type and the sanitizer.
set(CARERELAY_SANITIZER "" CACHE STRING "address (with undefined), thread, or empty")
option(CARERELAY_LIBFUZZER "build each fuzzer for libFuzzer too (Clang only)" OFF)

add_compile_options(-Wall -Wextra -Werror)
# GCC 12 at -O2 takes the inactive alternatives of a moved std::variant for uninitialised; Clang and the sanitizers look.
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)

if(CARERELAY_SANITIZER STREQUAL "address")
  # Clang 14 cannot lay out a coroutine with the check of function types.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=function -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(CARERELAY_SANITIZER STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(CARERELAY_SANITIZER)
  message(FATAL_ERROR "CARERELAY_SANITIZER is '${CARERELAY_SANITIZER}': address, thread or nothing")
endif()

if(CARERELAY_LIBFUZZER)
  # Without coverage in the code it calls, libFuzzer refuses to search.
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  add_link_options(-Wl,-z,relro,-z,now -Wl,-z,noexecstack)
endif()
