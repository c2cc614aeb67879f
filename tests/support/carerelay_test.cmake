# How tests, fuzzers and benchmarks join the build. Each function says what it needs when called without it.
#
#   carerelay_add_test(NAME unit_protocol LABEL unit
#     SOURCES ids_test.cpp message_test.cpp
#     LIBS carerelay_protocol
#     [TIMEOUT 60] [SERIAL] [ENVIRONMENT A=b ...] [ARGS ...])
#       one Catch2 executable, one ctest entry. SERIAL: runs with no other test beside it.
#       Without SOURCES nothing is added, so that a folder may be there before its first test.
#
#   carerelay_add_script_test(NAME system_python LABEL system
#     COMMAND ${CARERELAY_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/foreign.py
#     [NEEDS carerelay] [TIMEOUT 60] [SERIAL] [ENVIRONMENT ...])
#       NEEDS names targets that must exist; while one does not, the test is left out.
#
#   carerelay_add_fuzzer(NAME fuzz_json
#     SOURCES json_fuzz.cpp CORPUS corpus/json
#     LIBS carerelay_protocol)
#       the file defines LLVMFuzzerTestOneInput; ctest replays the corpus through it, with any compiler.
#       With CARERELAY_LIBFUZZER=ON the target NAME_live searches for new inputs.
#
# Every test finds in its environment: CARERELAY_SOURCE_DIR, CARERELAY_BINARY (the program under test) and,
# when the public register files lie beside the checkout, CARERELAY_REGISTER_DATA.

find_program(CARERELAY_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(NOT CARERELAY_PYTHON)
  find_program(CARERELAY_PYTHON python3 REQUIRED)
endif()

get_filename_component(CARERELAY_REGISTER_DATA ${CMAKE_SOURCE_DIR}/../shared/data ABSOLUTE)
if(NOT IS_DIRECTORY ${CARERELAY_REGISTER_DATA})
  set(CARERELAY_REGISTER_DATA "")
endif()

# What the tests use of npm is in tests/js/node_modules: ./dev setup test.
find_program(CARERELAY_NODE NAMES node nodejs PATHS /usr/bin NO_DEFAULT_PATH)
if(NOT CARERELAY_NODE)
  find_program(CARERELAY_NODE NAMES node nodejs REQUIRED)
endif()

function(carerelay_set_test_properties name label timeout serial environment)
  list(APPEND environment CARERELAY_SOURCE_DIR=${CMAKE_SOURCE_DIR}
       CARERELAY_BINARY=${CMAKE_BINARY_DIR}/carerelay)
  if(CARERELAY_REGISTER_DATA)
    list(APPEND environment CARERELAY_REGISTER_DATA=${CARERELAY_REGISTER_DATA})
  endif()
  if(NOT timeout)
    set(timeout 300)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${label}" TIMEOUT ${timeout} RUN_SERIAL ${serial}
                       ENVIRONMENT "${environment}")
endfunction()

function(carerelay_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 t "SERIAL" "NAME;LABEL;TIMEOUT" "SOURCES;LIBS;ENVIRONMENT;ARGS")
  if(NOT t_NAME OR NOT t_LABEL OR t_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "carerelay_add_test: NAME and LABEL are needed; unknown: ${t_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT t_SOURCES)
    return()
  endif()
  add_executable(${t_NAME} ${t_SOURCES})
  target_link_libraries(${t_NAME} PRIVATE ${t_LIBS} carerelay_test_main)
  add_test(NAME ${t_NAME} COMMAND ${t_NAME} ${t_ARGS})
  carerelay_set_test_properties(${t_NAME} "${t_LABEL}" "${t_TIMEOUT}" ${t_SERIAL} "${t_ENVIRONMENT}")
endfunction()

function(carerelay_add_script_test)
  cmake_parse_arguments(PARSE_ARGV 0 t "SERIAL" "NAME;LABEL;TIMEOUT" "COMMAND;NEEDS;ENVIRONMENT")
  if(NOT t_NAME OR NOT t_LABEL OR NOT t_COMMAND OR t_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "carerelay_add_script_test: NAME, LABEL and COMMAND are needed; unknown: ${t_UNPARSED_ARGUMENTS}")
  endif()
  foreach(target IN LISTS t_NEEDS)
    if(NOT TARGET ${target})
      return()
    endif()
  endforeach()
  add_test(NAME ${t_NAME} COMMAND ${t_COMMAND})
  carerelay_set_test_properties(${t_NAME} "${t_LABEL}" "${t_TIMEOUT}" ${t_SERIAL} "${t_ENVIRONMENT}")
endfunction()

function(carerelay_add_fuzzer)
  cmake_parse_arguments(PARSE_ARGV 0 t "" "NAME;CORPUS" "SOURCES;LIBS")
  if(NOT t_NAME OR NOT t_SOURCES OR NOT t_CORPUS OR t_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "carerelay_add_fuzzer: NAME, SOURCES and CORPUS are needed; unknown: ${t_UNPARSED_ARGUMENTS}")
  endif()
  add_executable(${t_NAME} ${t_SOURCES})
  target_link_libraries(${t_NAME} PRIVATE ${t_LIBS} carerelay_fuzz_replay)
  add_test(NAME ${t_NAME} COMMAND ${t_NAME} ${CMAKE_CURRENT_SOURCE_DIR}/${t_CORPUS})
  carerelay_set_test_properties(${t_NAME} fuzz "" FALSE "")
  if(CARERELAY_LIBFUZZER)
    add_executable(${t_NAME}_live ${t_SOURCES})
    target_link_libraries(${t_NAME}_live PRIVATE ${t_LIBS})
    target_link_options(${t_NAME}_live PRIVATE -fsanitize=fuzzer)
  endif()
endfunction()
