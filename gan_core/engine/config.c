#include "config.h"

Config config_of(const double written[SETTING_count]) {
  Config config;
#define X(type, name) config.name = (type)written[SETTING_##name];
  SETTINGS(X)
#undef X
  const double *widths = written + SETTING_hidden;
#define X(name) \
  for (int i = 0; i < MAX_HIDDEN; i++) config.name[i] = (int)*widths++;
  HIDDEN(X)
#undef X
  return config;
}
