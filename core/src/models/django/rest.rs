//! Django REST framework, Django Ninja and GraphQL's view: requests are Django's, answers are JSON.

use super::super::{
    Annotation, By, NUMBER, Params, Row, alias, annotated, by_fields, cleans, handler, harmless, returns,
    source,
};
use super::forms::{ADDRESS, CHOSEN, SLUG};
use crate::vocabulary::Sink::{Fields, Html, NoSql};
use crate::vocabulary::{Sinks, Source};

const REQUEST: Params = Params::AllButFirst("django.http.HttpRequest");
const SERIALIZER: &str = "rest_framework.serializers.Serializer";
/// What a serializer has checked, by the names of its fields.
const CHECKED: Params = Params::FirstRead("validated_data");
const MADE: Params = Params::FirstMade("serializer_class", SERIALIZER);
const UPLOADED: &str = "django.core.files.uploadedfile.UploadedFile";
const GIVEN: &str = "the request's fields";
const VIEW: &str = "django.views.View";

pub(in super::super) const ROWS: &[Row] = &[
    handler(By::Decorator("rest_framework.decorators.api_view"), REQUEST),
    handler(By::Decorator("rest_framework.decorators.action"), REQUEST),
    handler(By::Decorator("rest_framework.decorators.detail_route"), REQUEST),
    handler(By::Decorator("rest_framework.decorators.list_route"), REQUEST),
    // Views: what Django's own have, and methods of their own.
    alias("rest_framework.views.APIView", VIEW),
    alias("rest_framework.generics.GenericAPIView", VIEW),
    alias("rest_framework.generics.CreateAPIView", VIEW),
    alias("rest_framework.generics.ListAPIView", VIEW),
    alias("rest_framework.generics.RetrieveAPIView", VIEW),
    alias("rest_framework.generics.DestroyAPIView", VIEW),
    alias("rest_framework.generics.UpdateAPIView", VIEW),
    alias("rest_framework.generics.ListCreateAPIView", VIEW),
    alias("rest_framework.generics.RetrieveUpdateAPIView", VIEW),
    alias("rest_framework.generics.RetrieveDestroyAPIView", VIEW),
    alias("rest_framework.generics.RetrieveUpdateDestroyAPIView", VIEW),
    alias("rest_framework.viewsets.ViewSet", VIEW),
    alias("rest_framework.viewsets.GenericViewSet", VIEW),
    alias("rest_framework.viewsets.ReadOnlyModelViewSet", VIEW),
    alias("rest_framework.viewsets.ModelViewSet", VIEW),
    alias("rest_framework.viewsets.ViewSetMixin", VIEW),
    alias("rest_framework.mixins.CreateModelMixin", VIEW),
    alias("rest_framework.mixins.ListModelMixin", VIEW),
    alias("rest_framework.mixins.RetrieveModelMixin", VIEW),
    alias("rest_framework.mixins.UpdateModelMixin", VIEW),
    alias("rest_framework.mixins.DestroyModelMixin", VIEW),
    handler(By::Method(VIEW, "list"), REQUEST),
    handler(By::Method(VIEW, "retrieve"), REQUEST),
    handler(By::Method(VIEW, "create"), REQUEST),
    handler(By::Method(VIEW, "update"), REQUEST),
    handler(By::Method(VIEW, "partial_update"), REQUEST),
    handler(By::Method(VIEW, "destroy"), REQUEST),
    handler(By::Method(VIEW, "initial"), REQUEST),
    handler(By::Method(VIEW, "initialize_request"), REQUEST),
    handler(By::Method(VIEW, "finalize_response"), REQUEST),
    handler(By::Method(VIEW, "perform_create"), MADE),
    handler(By::Method(VIEW, "perform_update"), MADE),
    returns("django.views.View.get_serializer", SERIALIZER),
    // Serializers.
    alias("rest_framework.serializers.ModelSerializer", SERIALIZER),
    alias("rest_framework.serializers.ListSerializer", SERIALIZER),
    alias("rest_framework.serializers.BaseSerializer", SERIALIZER),
    alias("rest_framework.serializers.HyperlinkedModelSerializer", SERIALIZER),
    source("rest_framework.serializers.Serializer.validated_data", Source::Request, GIVEN),
    // Its keys are the fields that the serializer declares.
    by_fields("rest_framework.serializers.Serializer.validated_data", "validate_"),
    annotated("rest_framework.serializers.FileField", Annotation::Gives(UPLOADED)),
    annotated("rest_framework.serializers.ImageField", Annotation::Gives(UPLOADED)),
    annotated("rest_framework.serializers.PrimaryKeyRelatedField", Annotation::Own),
    annotated("rest_framework.serializers.SlugRelatedField", Annotation::Own),
    annotated("rest_framework.serializers.ChoiceField", Annotation::Cleaned(CHOSEN)),
    annotated("rest_framework.serializers.MultipleChoiceField", Annotation::Cleaned(CHOSEN)),
    annotated("rest_framework.serializers.SlugField", Annotation::Cleaned(SLUG)),
    annotated("rest_framework.serializers.IPAddressField", Annotation::Cleaned(ADDRESS)),
    annotated("rest_framework.serializers.IntegerField", Annotation::Cleaned(NUMBER)),
    annotated("rest_framework.serializers.FloatField", Annotation::Cleaned(NUMBER)),
    annotated("rest_framework.serializers.DecimalField", Annotation::Cleaned(NUMBER)),
    annotated("rest_framework.serializers.BooleanField", Annotation::Cleaned(NUMBER)),
    annotated("rest_framework.serializers.NullBooleanField", Annotation::Cleaned(NUMBER)),
    annotated("rest_framework.serializers.DateField", Annotation::Cleaned(NUMBER)),
    annotated("rest_framework.serializers.TimeField", Annotation::Cleaned(NUMBER)),
    annotated("rest_framework.serializers.DateTimeField", Annotation::Cleaned(NUMBER)),
    annotated("rest_framework.serializers.DurationField", Annotation::Cleaned(NUMBER)),
    annotated("rest_framework.serializers.UUIDField", Annotation::Cleaned(NUMBER)),
    harmless("rest_framework.serializers.Serializer.validated_data", Sinks::of(&[Fields, NoSql])),
    source("rest_framework.serializers.Serializer.initial_data", Source::Request, GIVEN),
    handler(By::Method(SERIALIZER, "validate"), CHECKED),
    handler(By::Method(SERIALIZER, "create"), CHECKED),
    handler(By::Method(SERIALIZER, "to_internal_value"), Params::All),
    handler(By::Method("rest_framework.serializers.Field", "to_internal_value"), Params::All),
    handler(
        By::Method("rest_framework.authentication.BaseAuthentication", "authenticate_credentials"),
        Params::All,
    ),
    alias(
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.BaseAuthentication",
    ),
    alias(
        "rest_framework.authentication.BasicAuthentication",
        "rest_framework.authentication.BaseAuthentication",
    ),
    cleans("rest_framework.response.Response", Sinks::of(&[Html])),
    // Django Ninja.
];
