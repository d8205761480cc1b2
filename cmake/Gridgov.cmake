# The only CMake functions of the project. Sources are relative to the calling folder;
# includes are written from the repository root ("server/store/table.h").

find_program(GRIDGOV_CCACHE ccache)
if(GRIDGOV_CCACHE)
  # What it asks for before it keeps anything that stands on a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${GRIDGOV_CCACHE})
endif()
find_program(GRIDGOV_MOLD mold)
if(GRIDGOV_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(gridgov_flags INTERFACE)
target_include_directories(gridgov_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(gridgov_flags INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers
  -pthread -fstack-protector-strong $<$<BOOL:${GRIDGOV_WERROR}>:-Werror>)
target_compile_definitions(gridgov_flags INTERFACE
  $<$<BOOL:${GRIDGOV_BENCHMARK}>:GRIDGOV_BENCHMARK>)

# The headers of libraries that nearly every file includes, read once: they are most of the time that
# a file takes. Ours are not among them, so that a change to one builds only what includes it.
# gg_precompile(NAME STATIC|EXECUTABLE HEADERS...) makes one such set, for libraries or for programs,
# whose code is of another kind to the compiler.
function(gg_precompile name kind)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    return()
  endif()
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${name}.cc CONTENT "int main() { return 0; }\n")
  if(kind STREQUAL "STATIC")
    add_library(${name} STATIC ${PROJECT_BINARY_DIR}/${name}.cc)
  else()
    add_executable(${name} ${PROJECT_BINARY_DIR}/${name}.cc)
  endif()
  target_link_libraries(${name} PRIVATE gridgov_flags)
  target_compile_options(${name} PRIVATE -fpch-preprocess)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

function(gg_use_precompiled target name)
  if(TARGET ${name})
    target_compile_options(${target} PRIVATE -fpch-preprocess)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

set(gg_common_headers
  <algorithm> <cstdint> <functional> <map> <memory> <optional> <set> <string> <utility> <variant>
  <vector> <absl/status/status.h> <absl/status/statusor.h> <absl/strings/match.h>
  <absl/strings/str_cat.h> <absl/strings/str_format.h> <absl/strings/str_join.h>
  <absl/strings/str_split.h> <absl/time/time.h> <google/protobuf/extension_set.h>
  <google/protobuf/generated_enum_reflection.h> <google/protobuf/generated_message_reflection.h>
  <google/protobuf/message.h> <google/protobuf/repeated_field.h> <google/protobuf/timestamp.pb.h>
  <google/protobuf/unknown_field_set.h>)
gg_precompile(gridgov_common STATIC ${gg_common_headers})
gg_precompile(gridgov_common_grpc STATIC ${gg_common_headers} <grpcpp/grpcpp.h>
  <grpcpp/impl/codegen/client_callback.h> <grpcpp/impl/codegen/server_callback_handlers.h>
  <grpcpp/impl/codegen/rpc_service_method.h>)
gg_precompile(gridgov_common_test EXECUTABLE ${gg_common_headers} <gmock/gmock.h> <gtest/gtest.h>)
if(TARGET gridgov_common_test)
  target_link_libraries(gridgov_common_test PRIVATE GTest::gmock)
endif()

# gg_library(store SRCS a.cc b.cc DEPS engine absl::status) makes gridgov::store. GRPC: most of its
# files include grpcpp.
function(gg_library name)
  cmake_parse_arguments(arg "GRPC" "" "SRCS;DEPS" ${ARGN})
  add_library(gridgov_${name} STATIC ${arg_SRCS})
  add_library(gridgov::${name} ALIAS gridgov_${name})
  if(arg_GRPC)
    gg_use_precompiled(gridgov_${name} gridgov_common_grpc)
  else()
    gg_use_precompiled(gridgov_${name} gridgov_common)
  endif()
  target_link_libraries(gridgov_${name} PUBLIC gridgov_flags)
  foreach(dep IN LISTS arg_DEPS)
    if(dep MATCHES "::")
      target_link_libraries(gridgov_${name} PUBLIC ${dep})
    else()
      target_link_libraries(gridgov_${name} PUBLIC gridgov_${dep})
    endif()
  endforeach()
endfunction()

# gg_test(table_test SRCS table_test.cc DEPS store) makes a GoogleTest binary and its CTest.
function(gg_test name)
  cmake_parse_arguments(arg "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${arg_SRCS})
  gg_use_precompiled(${name} gridgov_common_test)
  target_link_libraries(${name} PRIVATE gridgov_flags GTest::gmock GTest::gtest_main)
  foreach(dep IN LISTS arg_DEPS)
    if(dep MATCHES "::")
      target_link_libraries(${name} PRIVATE ${dep})
    else()
      target_link_libraries(${name} PRIVATE gridgov_${dep})
    endif()
  endforeach()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
