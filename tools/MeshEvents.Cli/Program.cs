using System.Runtime.InteropServices;
using MeshEvents.Cli;

using var stop = new CancellationTokenSource();
var asked = 0;

// the first Ctrl-C ends the command in order, the second one at once
void Stop(PosixSignalContext signal)
{
    signal.Cancel = Interlocked.Increment(ref asked) == 1;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await Mesh.RunAsync(args, new RealTerminal(), stop.Token);
