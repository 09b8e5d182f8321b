using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>Who this process works for, as the system counts users.</summary>
public static class ProcessUser
{
    /// <summary>The effective user: its files are made in this name.</summary>
    public static uint Id => LibC.geteuid();
}
