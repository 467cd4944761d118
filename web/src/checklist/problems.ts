// Generated from audit/problems.toml by `npm run types`; do not edit.

export const problems = {
  'answer.comment_missing': {
    'zh-CN': "检查项“{item}”需要至少 {least} 个字的说明。请补写。",
    en: "The item “{item}” needs a comment (characters: {least} or more). Add it.",
  },
  'answer.comment_not_wanted': {
    'zh-CN': "检查项“{item}”不收说明。请删除。",
    en: "The item “{item}” takes no comment. Remove it.",
  },
  'answer.list_needed': {
    'zh-CN': "检查项“{item}”的值应是列表。请更新应用后重试。",
    en: "The item “{item}” takes a list of values. Update the app and send again.",
  },
  'answer.missing': {
    'zh-CN': "检查项“{item}”还没有答案。请作答。",
    en: "The item “{item}” is not answered yet. Answer it.",
  },
  'answer.na_not_allowed': {
    'zh-CN': "检查项“{item}”不能选“不适用”。请作答。",
    en: "The item “{item}” cannot be “not applicable”. Answer it.",
  },
  'answer.none_not_numeric': {
    'zh-CN': "检查项“{item}”不能答“未发生”。请选择其他答案。",
    en: "The item “{item}” cannot be answered “never happened”. Choose another answer.",
  },
  'answer.not_count': {
    'zh-CN': "检查项“{item}”应填 0、1、2 这样的次数。请改正。",
    en: "The item “{item}” needs a count such as 0, 1 or 2. Correct it.",
  },
  'answer.not_date': {
    'zh-CN': "检查项“{item}”应填日期（2026-11-21）或时间（09:30）。请改正。",
    en: "The item “{item}” needs a date (2026-11-21) or a time (09:30). Correct it.",
  },
  'answer.not_flag': {
    'zh-CN': "“{key}”只能是 true 或 false。请更新应用后重试。",
    en: "“{key}” must be true or false. Update the app and send again.",
  },
  'answer.not_number': {
    'zh-CN': "检查项“{item}”应填数字，例如 4 或 0.5。请改正。",
    en: "The item “{item}” needs a number such as 4 or 0.5. Correct it.",
  },
  'answer.not_object': {
    'zh-CN': "每个答案应是一个对象。请更新应用后重试。",
    en: "Each answer must be an object. Update the app and send again.",
  },
  'answer.not_one_state': {
    'zh-CN': "答案必须恰好是一个值、“不适用”或“未发生”。请重新作答。",
    en: "An answer is exactly one of a value, not applicable, never happened. Answer again.",
  },
  'answer.not_text': {
    'zh-CN': "应是不超过 {longest} 个字符的文字；数字也写成文字。请改写。",
    en: "A text of at most {longest} characters is expected; numbers are sent as text. Rewrite it.",
  },
  'answer.not_time': {
    'zh-CN': "时间应带时区，例如 2026-11-21T09:30:00+08:00。请更新应用后重试。",
    en: "A time needs its offset, for example 2026-11-21T09:30:00+08:00. Update the app and send again.",
  },
  'answer.off_scale': {
    'zh-CN': "检查项“{item}”应在 {low} 到 {high} 之间。请改正。",
    en: "The item “{item}” takes a number from {low} to {high}. Correct it.",
  },
  'answer.one_value': {
    'zh-CN': "检查项“{item}”只能有一个值。请只选一个。",
    en: "The item “{item}” takes one value. Choose only one.",
  },
  'answer.other_part': {
    'zh-CN': "检查项“{item}”不属于这一部分。请在更正中修改它。",
    en: "The item “{item}” does not belong to this part. Change it in a correction.",
  },
  'answer.photo_other_item': {
    'zh-CN': "照片 {photo} 属于另一检查项“{owner}”。请重新选择照片。",
    en: "The photo {photo} belongs to another item, “{owner}”. Choose a photo of this one.",
  },
  'answer.photo_undeclared': {
    'zh-CN': "照片 {photo} 没有列入这次提交的证据清单。请同步后重试。",
    en: "The photo {photo} is not in the evidence list of this submission. Synchronise and send again.",
  },
  'answer.photos_not_list': {
    'zh-CN': "照片应是编号列表，最多 {most} 个。请删去多余的。",
    en: "Photos must be a list of at most {most} ids. Remove the rest.",
  },
  'answer.photos_too_few': {
    'zh-CN': "检查项“{item}”至少需要 {least} 张照片。请补拍。",
    en: "The item “{item}” needs more photos ({least} or more). Take the missing ones.",
  },
  'answer.photos_too_many': {
    'zh-CN': "检查项“{item}”最多 {most} 张照片。请删去多余的。",
    en: "The item “{item}” takes no more photos than {most}. Remove the rest.",
  },
  'answer.reason_unknown': {
    'zh-CN': "“不适用”的原因应是其中之一：{allowed}。请重新选择。",
    en: "The reason for “not applicable” must be one of: {allowed}. Choose again.",
  },
  'answer.reason_without_na': {
    'zh-CN': "只有“不适用”才有原因。请删除原因，或选“不适用”。",
    en: "Only “not applicable” has a reason. Remove the reason, or choose not applicable.",
  },
  'answer.unknown_code': {
    'zh-CN': "检查项“{item}”没有选项“{value}”。请重新选择。",
    en: "The item “{item}” has no choice “{value}”. Choose again.",
  },
  'answer.unknown_item': {
    'zh-CN': "检查表里没有检查项“{item}”。请同步检查表后重试。",
    en: "The checklist has no item “{item}”. Synchronise the checklist and send again.",
  },
  'answer.unknown_key': {
    'zh-CN': "不认识的键“{key}”。请更新应用后重试。",
    en: "Unknown key “{key}”. Update the app and send again.",
  },
  'answer.value_missing': {
    'zh-CN': "检查项“{item}”没有值。请作答。",
    en: "The item “{item}” has no value. Answer it.",
  },
} as const;
