// Loaded into every node of these tests: Wine 8 lacks TCP_KEEPIDLE, and node ends a connection on which it cannot be set.
require('net').Socket.prototype.setKeepAlive = function () { return this }
