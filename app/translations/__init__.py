"""The words of the service in Kazakh and Russian; English is the language of the sources.

Each feature keeps its own `kk/<feature>.po` and `ru/<feature>.po`; `build` merges them.
"""
