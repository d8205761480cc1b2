// What the reader of files gives up before it looks at the first byte: files, processes, the
// network, memory and time without end. It cannot be taken back.
#ifndef GRIDGOV_SERVER_SHEETS_CONFINE_H_
#define GRIDGOV_SERVER_SHEETS_CONFINE_H_

namespace gridgov {

// From now on this process can read and write what is open, take memory up to a limit, and end. Any
// other call of the kernel ends it. False: the kernel does not let us; read nothing then.
bool Confine();

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_SHEETS_CONFINE_H_
