import '@xterm/xterm/css/xterm.css'
import '../features/terminal/terminal.css'
import { startTerminal } from '../features/terminal/app'

const root = document.getElementById('root')
if (root) void startTerminal(root)
