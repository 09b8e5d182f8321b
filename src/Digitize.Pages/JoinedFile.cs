namespace Digitize.Pages;

/// <summary>One file of those that become one.</summary>
/// <param name="Name">What it is called where it is attached to the result: different from the names of the others.</param>
/// <param name="CameAt">Said of the attachment, to the second.</param>
public sealed record JoinedFile(string Path, string Name, DateTimeOffset CameAt);

/// <summary>A file that was made of several.</summary>
/// <param name="Pages">How many came from each, in the order of the files.</param>
public sealed record JoinSummary(IReadOnlyList<int> Pages, long Bytes);
