using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.Review;

/// <summary>One queue of doubtful words and unread pages; review.js goes through it by the operations of the interface.</summary>
internal static class ReviewRoutes
{
    public const string Address = "/review";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Address, () => Screen.Of<ReviewScreen>()).Needs(Permissions.ReadDocuments | Permissions.WriteDocuments).IsScreen();
}
