using System.Reflection;
using MeshEvents.Bus;
using MeshEvents.Bus.Http;
using MeshEvents.Bus.Live;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.OpenApi;

namespace MeshEvents.Server;

/// <summary>Describes every slice in the OpenAPI document, from its command, answer and route alone. The console's client is generated from it.</summary>
public static class ApiDocument
{
    const string Name = "v1";

    static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "MeshEvents", Version = Out.Version, Description = "Manages computers. Every change is an event." };
            document.Servers = [];
            document.AddComponent(nameof(Problem), Problem);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) => { Ids(schema, context.JsonTypeInfo.Type); return Task.CompletedTask; });
        options.AddOperationTransformer(DescribeAsync);
    }

    /// RFC 9457, as Bus.Http.Problems writes it.
    static OpenApiSchema Problem => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", "title", "status", "detail", "traceId" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A stable code." },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A sentence for people." },
            ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["id"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid", Description = "With already-done: what was done." },
            ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "Sentences by field.", AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } } },
        },
    };

    static void Ids(OpenApiSchema schema, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (!typeof(IId).IsAssignableFrom(bare) || !bare.IsValueType) return;
        schema.Type = bare == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        schema.Format = "uuid";
        schema.Properties?.Clear();
        schema.Required?.Clear();
    }

    static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Slice>().FirstOrDefault() is not { } slice) return;
        var path = slice.Route!.Split(' ')[1];
        operation.Tags = new HashSet<OpenApiTagReference> { new(slice.Asked.Namespace!.Split('.')[1], context.Document) };
        operation.Parameters = [];
        var body = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>(), Required = new HashSet<string>() };
        foreach (var property in slice.Asked.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var schema = await context.GetOrCreateSchemaAsync(property.PropertyType, null, stop);
            var optional = IsOptional(slice.Asked, property);
            if (path.Contains($"{{{name}}}", StringComparison.OrdinalIgnoreCase)) operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = schema });
            else if (slice.Query is not null || slice.Route.StartsWith("DELETE", StringComparison.Ordinal)) operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Required = !optional, Schema = schema });
            else
            {
                body.Properties[name] = schema;
                if (!optional) body.Required.Add(name);
            }
        }
        if (slice.Query is not null) operation.Parameters.Add(new OpenApiParameter { Name = "asOf", In = ParameterLocation.Query, Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" } });
        if (body.Properties.Count > 0)
        {
            context.Document!.AddComponent(slice.Name, body);
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Json(new OpenApiSchemaReference(slice.Name, context.Document)) };
        }
        if (slice.Query is null) operation.Parameters.Add(Once(slice));
        operation.Responses = await AnswersAsync(slice, context, stop);
    }

    /// Bus.Inbox.
    static OpenApiParameter Once(Slice slice) => new()
    {
        Name = "Idempotency-Key",
        In = ParameterLocation.Header,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 100, Pattern = "^[A-Za-z0-9_-]*$" },
        Description = "For 24 hours the same request with the same key changes nothing more and is answered "
            + (slice.Answer is null ? "as the first one was." : "409 already-done, with the id: the first answer held something that is shown only once and is not kept."),
    };

    static async Task<OpenApiResponses> AnswersAsync(Slice slice, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        var answer = slice.Answer ?? (slice.Creates ? typeof(Bus.Http.Made) : null);
        // an answer that writes itself tells what it writes by a property of that name, or nothing (a download)
        if (answer is not null && typeof(IAnswerOverHttp).IsAssignableFrom(answer)) answer = answer.GetProperties().FirstOrDefault(p => p.Name == p.PropertyType.Name)?.PropertyType;
        var good = new OpenApiResponse { Description = answer is null ? "Done." : "The answer." };
        if (answer is not null) good.Content = Json(await ComponentAsync(answer, context, stop));
        var status = slice.Creates && slice.Answer is not { } own ? "201" : slice.Creates && !typeof(IAnswerOverHttp).IsAssignableFrom(slice.Answer) ? "201" : answer is null && slice.Query is null ? "204" : "200";
        return new() { [status] = good, ["default"] = new OpenApiResponse { Description = "A problem (RFC 9457).", Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), context.Document) } } } };
    }

    /// Every record of ours is a component of its own name, also inside others: the generated client then has a type for a row.
    static async Task<IOpenApiSchema> ComponentAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        var name = NameOf(type);
        var reference = new OpenApiSchemaReference(name, context.Document);
        if (context.Document!.Components?.Schemas?.ContainsKey(name) == true) return reference;
        var schema = await context.GetOrCreateSchemaAsync(type, null, stop);
        context.Document.AddComponent(name, schema);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (schema.Properties?.ContainsKey(key) != true) continue;
            var item = property.PropertyType is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? list.GetGenericArguments()[0] : null;
            if (item is not null && IsOurs(item)) schema.Properties[key] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = await ComponentAsync(item, context, stop) };
            else if (IsOurs(property.PropertyType) && !IsNullable(property)) schema.Properties[key] = await ComponentAsync(property.PropertyType, context, stop);
            if (IsNullable(property) && schema.Properties[key] is OpenApiSchema { Type: { } known } own) own.Type = known | JsonSchemaType.Null;
            if (!IsNullable(property)) (schema.Required ??= new HashSet<string>()).Add(key);
        }
        return reference;
    }

    static bool IsOurs(Type type) => type is { IsClass: true, IsArray: false } && type.Namespace?.StartsWith("MeshEvents", StringComparison.Ordinal) == true;

    static bool IsNullable(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) is not null || new NullabilityInfoContext().Create(property).ReadState is NullabilityState.Nullable;

    static string NameOf(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}Of{string.Concat(type.GetGenericArguments().Select(NameOf))}" : type.Name;

    static bool IsOptional(Type record, PropertyInfo property) =>
        record.GetConstructors().SelectMany(c => c.GetParameters()).FirstOrDefault(p => p.Name == property.Name) is { } parameter
            ? parameter.HasDefaultValue || Nullable.GetUnderlyingType(property.PropertyType) is not null || new NullabilityInfoContext().Create(property).WriteState is NullabilityState.Nullable
            : true;

    static Dictionary<string, OpenApiMediaType> Json(IOpenApiSchema schema) => new() { ["application/json"] = new OpenApiMediaType { Schema = schema } };

    public static void MapApiDocument(this IEndpointRouteBuilder app, string path)
    {
        var text = new Lazy<Task<string>>(() => TextAsync(app.ServiceProvider.GetRequiredService<Slices>()));
        app.MapGet(path, (RequestDelegate)(async http =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.WriteAsync(await text.Value, http.RequestAborted);
        }));
    }

    /// <summary>The document as JSON, from the slices alone: the build makes the console's types from it, and no server carries what it takes before somebody asks.</summary>
    static async Task<string> TextAsync(Slices slices)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IHostEnvironment>(new HostingEnvironment { ApplicationName = "MeshEvents" }).AddSingleton(slices).AddOpenApi(Name, Describe);
        services.ConfigureHttpJsonOptions(o => Kernel.Json.Apply(o.SerializerOptions));
        services.AddRouting().AddSingleton<EndpointDataSource>(s => new CompositeEndpointDataSource(Routes.Of(s)));
        await using var provider = services.BuildServiceProvider();
        var document = await provider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync();
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0);
    }

    /// The routes that are described, outside an application.
    sealed class Routes(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;
        public ICollection<EndpointDataSource> DataSources { get; } = [];
        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);

        public static ICollection<EndpointDataSource> Of(IServiceProvider services)
        {
            var routes = new Routes(services);
            routes.MapSlices();
            routes.MapLive();
            return routes.DataSources;
        }
    }

    /// <summary>Writes the document to a file.</summary>
    public static async Task<int> WriteAsync(string file)
    {
        var (_, slices, _, _) = Bus.Wiring.Listed(Modules.All(), new ServiceCollection());
        await File.WriteAllTextAsync(file, await TextAsync(slices));
        return 0;
    }
}
