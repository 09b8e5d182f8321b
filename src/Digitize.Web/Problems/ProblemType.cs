namespace Digitize.Web.Problems;

/// <summary>One kind of "no", with the words for it. <see cref="Name"/> is part of the interface and never changes its meaning.</summary>
public sealed record ProblemType(string Name, int Status, string English, string German)
{
    /// <summary>The stable <c>type</c> of RFC 9457.</summary>
    public string Uri => $"urn:digitize:problem:{Name}";
}
