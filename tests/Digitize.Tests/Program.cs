using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Tests;

/// <summary>The test assembly as a process of its own, for tests that trace its system calls, let them fail, or kill it.</summary>
internal static class Program
{
    /// <summary><c>write-blob ROOT KEY LENGTH</c> writes one blob of that many bytes (<see cref="Content"/>) and says "written" when it is safe.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not ["write-blob", var root, var key, var length])
            return 2;
        try
        {
            using var random = RandomNumberGenerator.Create();
            var store = new DiskBlobStore(root, random);
            await store.WriteAsync(BlobKey.TryParse(key)!.Value, new MemoryStream(Content(int.Parse(length))), CancellationToken.None);
        }
        catch (IOException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }

        Console.Out.Write("written");
        return 0;
    }

    public static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 >> 3))];
}
