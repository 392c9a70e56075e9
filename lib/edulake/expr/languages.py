"""Languages by their codes of ISO 639-1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.expr.lookup import folded, looked_up

if TYPE_CHECKING:
    from pyspark.sql import Column

# Each code with the names of its language in English.
NAMES: dict[str, tuple[str, ...]] = {
    code: tuple(names.split("/"))
    for code, _, names in (
        entry.partition(":")
        for entry in """
    aa:afar ab:abkhazian ae:avestan af:afrikaans ak:akan am:amharic an:aragonese ar:arabic as:assamese av:avaric
    ay:aymara az:azerbaijani/azeri ba:bashkir be:belarusian bg:bulgarian bi:bislama bm:bambara bn:bengali/bangla
    bo:tibetan br:breton bs:bosnian ca:catalan/valencian ce:chechen ch:chamorro co:corsican cr:cree cs:czech
    cu:church_slavonic/old_church_slavonic cv:chuvash cy:welsh da:danish de:german dv:divehi/dhivehi/maldivian
    dz:dzongkha ee:ewe el:greek/modern_greek en:english eo:esperanto es:spanish/castilian et:estonian eu:basque
    fa:persian/farsi ff:fulah/fula fi:finnish fj:fijian fo:faroese fr:french fy:western_frisian/frisian ga:irish
    gd:scottish_gaelic/gaelic gl:galician gn:guarani gu:gujarati gv:manx ha:hausa he:hebrew hi:hindi ho:hiri_motu
    hr:croatian ht:haitian_creole/haitian hu:hungarian hy:armenian hz:herero ia:interlingua id:indonesian
    ie:interlingue/occidental ig:igbo ii:sichuan_yi/nuosu ik:inupiaq io:ido is:icelandic it:italian iu:inuktitut
    ja:japanese jv:javanese ka:georgian kg:kongo ki:kikuyu kj:kuanyama kk:kazakh kl:kalaallisut/greenlandic
    km:khmer/central_khmer kn:kannada ko:korean kr:kanuri ks:kashmiri ku:kurdish kv:komi kw:cornish ky:kyrgyz/kirghiz
    la:latin lb:luxembourgish lg:ganda/luganda li:limburgish/limburgan ln:lingala lo:lao lt:lithuanian lu:luba_katanga
    lv:latvian mg:malagasy mh:marshallese mi:maori mk:macedonian ml:malayalam mn:mongolian mr:marathi ms:malay
    mt:maltese my:burmese na:nauru/nauruan nb:norwegian_bokmal/bokmal nd:north_ndebele ne:nepali ng:ndonga
    nl:dutch/flemish nn:norwegian_nynorsk/nynorsk no:norwegian nr:south_ndebele nv:navajo/navaho ny:chichewa/nyanja
    oc:occitan oj:ojibwa/ojibwe om:oromo or:oriya/odia os:ossetian/ossetic pa:punjabi/panjabi pi:pali pl:polish
    ps:pashto/pushto pt:portuguese qu:quechua rm:romansh rn:rundi/kirundi ro:romanian/moldovan ru:russian
    rw:kinyarwanda sa:sanskrit sc:sardinian sd:sindhi se:northern_sami sg:sango si:sinhala/sinhalese sk:slovak
    sl:slovenian/slovene sm:samoan sn:shona so:somali sq:albanian sr:serbian ss:swati/swazi st:southern_sotho/sesotho
    su:sundanese sv:swedish sw:swahili ta:tamil te:telugu tg:tajik th:thai ti:tigrinya tk:turkmen tl:tagalog
    tn:tswana/setswana to:tongan tr:turkish ts:tsonga tt:tatar tw:twi ty:tahitian ug:uighur/uyghur uk:ukrainian
    ur:urdu uz:uzbek ve:venda vi:vietnamese vo:volapuk wa:walloon wo:wolof xh:xhosa yi:yiddish yo:yoruba za:zhuang
    zh:chinese zu:zulu
    """.split()  # noqa: SIM905 - two hundred lines else
    )
}
CODES = {word.replace("_", " "): code for code, names in NAMES.items() for word in (code, *names)}


def language_code(text: Column) -> Column:
    """The code of ISO 639-1 of a language, by its name in English or by that code; null for any other text.

    Case, hyphens and underscores do not matter. One of a region (pt-BR) is none of these: whether it is taught apart
    from the language, nobody says.
    """
    return looked_up(folded(text), CODES)
