//! Forms of Django, and what is left of a form's data when it is cleaned: texts, still of anybody's choice.

use super::super::{
    Annotation, By, NUMBER, Params, Row, alias, annotated, by_fields, exits, handler, harmless, returns,
    source,
};
use crate::vocabulary::Sink::{self, Fields, Name, NoSql, Number, Size, Url};
use crate::vocabulary::{Sinks, Source};

const FORM: &str = "a form";
/// One of the choices that the program offers.
pub(super) const CHOSEN: Sinks = Sinks::all_but(&[]);
/// Letters, digits, `_` and `-`.
pub(super) const SLUG: Sinks = Sinks::all_but(&[Name, Number, Sink::Option, Size]);
/// The address of a host, and nothing else.
pub(super) const ADDRESS: Sinks = Sinks::all_but(&[Number, Size, Url]);

pub(in super::super) const ROWS: &[Row] = &[
    alias("django.forms.forms", "django.forms"),
    alias("django.forms.models", "django.forms"),
    alias("django.forms.ModelForm", "django.forms.Form"),
    alias("django.forms.BaseForm", "django.forms.Form"),
    alias("django.forms.BaseModelForm", "django.forms.Form"),
    alias("django.contrib.auth.forms.AuthenticationForm", "django.forms.Form"),
    alias("django.contrib.auth.forms.UserCreationForm", "django.forms.Form"),
    alias("django.contrib.auth.forms.UserChangeForm", "django.forms.Form"),
    alias("django.contrib.auth.forms.PasswordResetForm", "django.forms.Form"),
    alias("django.contrib.auth.forms.SetPasswordForm", "django.forms.Form"),
    alias("django.contrib.auth.forms.PasswordChangeForm", "django.forms.Form"),
    returns("django.forms.modelform_factory", "django.forms.Form"),
    source("django.forms.Form.cleaned_data", Source::Request, FORM),
    // Its keys are the fields that the form declares.
    harmless("django.forms.Form.cleaned_data", Sinks::of(&[Fields, NoSql])),
    by_fields("django.forms.Form.cleaned_data", "clean_"),
    // A form with an error is not valid: what it holds is not used.
    exits("django.forms.Form.add_error"),
    annotated("django.forms.FileField", Annotation::Gives("django.core.files.uploadedfile.UploadedFile")),
    annotated("django.forms.ImageField", Annotation::Gives("django.core.files.uploadedfile.UploadedFile")),
    annotated("django.forms.ModelChoiceField", Annotation::Own),
    annotated("django.forms.ModelMultipleChoiceField", Annotation::Own),
    annotated("django.forms.ChoiceField", Annotation::Cleaned(CHOSEN)),
    annotated("django.forms.TypedChoiceField", Annotation::Cleaned(CHOSEN)),
    annotated("django.forms.MultipleChoiceField", Annotation::Cleaned(CHOSEN)),
    annotated("django.forms.SlugField", Annotation::Cleaned(SLUG)),
    annotated("django.forms.GenericIPAddressField", Annotation::Cleaned(ADDRESS)),
    annotated("django.forms.IntegerField", Annotation::Cleaned(NUMBER)),
    annotated("django.forms.FloatField", Annotation::Cleaned(NUMBER)),
    annotated("django.forms.DecimalField", Annotation::Cleaned(NUMBER)),
    annotated("django.forms.BooleanField", Annotation::Cleaned(NUMBER)),
    annotated("django.forms.NullBooleanField", Annotation::Cleaned(NUMBER)),
    annotated("django.forms.DateField", Annotation::Cleaned(NUMBER)),
    annotated("django.forms.TimeField", Annotation::Cleaned(NUMBER)),
    annotated("django.forms.DateTimeField", Annotation::Cleaned(NUMBER)),
    annotated("django.forms.DurationField", Annotation::Cleaned(NUMBER)),
    annotated("django.forms.UUIDField", Annotation::Cleaned(NUMBER)),
    source("django.forms.Form.data", Source::Request, FORM),
    source("django.forms.Form.changed_data", Source::Request, FORM),
    source("django.forms.Form.files", Source::Upload, "an uploaded file"),
    source("django.forms.Form.__getitem__", Source::Request, FORM),
    handler(By::Method("django.forms.Form", "clean"), Params::None),
    handler(By::Method("django.forms.Field", "clean"), Params::All),
    handler(By::Method("django.forms.Field", "to_python"), Params::All),
    handler(By::Method("django.forms.Field", "validate"), Params::All),
    alias("django.forms.CharField", "django.forms.Field"),
    alias("django.forms.fields.Field", "django.forms.Field"),
    alias("django.forms.fields.CharField", "django.forms.Field"),
];
