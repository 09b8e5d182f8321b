namespace Digitize.Pages.Tests.Recognition.Models;

/// <summary>A folder with one model in it.</summary>
internal sealed class TempModels : IDisposable
{
    public const string Language = "xyz";

    public TempModels(byte[] model) => System.IO.File.WriteAllBytes(File, model);

    public string Path { get; } = Directory.CreateTempSubdirectory("digitize-models").FullName;

    public string File => System.IO.Path.Combine(Path, Language + ".traineddata");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
