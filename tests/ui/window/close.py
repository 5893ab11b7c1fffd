"""Asks the windows of one process to close, as the cross of their frame does (WM_DELETE_WINDOW), by plain Xlib.

Usage: close.py <process id>.  Answers 1 when the process has no window.
"""

import ctypes
import sys

x = ctypes.CDLL("libX11.so.6")
Window, Atom = ctypes.c_ulong, ctypes.c_ulong
x.XOpenDisplay.restype = ctypes.c_void_p
x.XDefaultRootWindow.restype = Window
x.XInternAtom.restype = Atom
x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x.XDefaultRootWindow.argtypes = [ctypes.c_void_p]


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", Window),
        ("message_type", Atom),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 24),  # an event of Xlib is as large as its largest kind
    ]


def children(display, window):
    root, parent, many = Window(), Window(), ctypes.c_uint()
    found = ctypes.POINTER(Window)()
    x.XQueryTree(
        ctypes.c_void_p(display), Window(window),
        ctypes.byref(root), ctypes.byref(parent), ctypes.byref(found), ctypes.byref(many),
    )
    return [found[at] for at in range(many.value)]


def number(display, window, name):
    """The first number of a property; None when the window has none of that name."""
    kind, form, many, left = Atom(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
    data = ctypes.POINTER(ctypes.c_ulong)()
    atom = x.XInternAtom(display, name, 0)
    x.XGetWindowProperty(
        ctypes.c_void_p(display), Window(window), Atom(atom), ctypes.c_long(0), ctypes.c_long(1), 0, Atom(0),
        ctypes.byref(kind), ctypes.byref(form), ctypes.byref(many), ctypes.byref(left), ctypes.byref(data),
    )
    return data[0] if many.value else None


# Another program's window may go between being listed and being asked: it has no properties then, which is no error.
GONE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda _display, _error: 0)


def main():
    process = int(sys.argv[1])
    x.XSetErrorHandler(GONE)
    display = x.XOpenDisplay(None)
    if not display:
        sys.exit("no display")
    # No window manager: the windows of programs hang directly below the root.  A program also has one that nobody sees,
    # which has no WM_PROTOCOLS.
    asked = 0
    for window in children(display, x.XDefaultRootWindow(display)):
        if number(display, window, b"_NET_WM_PID") != process or number(display, window, b"WM_PROTOCOLS") is None:
            continue
        message = ClientMessage(type=33, window=window, format=32, message_type=x.XInternAtom(display, b"WM_PROTOCOLS", 0))
        message.data[0] = x.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
        x.XSendEvent(ctypes.c_void_p(display), Window(window), 0, ctypes.c_long(0), ctypes.byref(message))
        asked += 1
    x.XSync(ctypes.c_void_p(display), 0)
    sys.exit(0 if asked else 1)


main()
